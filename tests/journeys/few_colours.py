"""A picture of the screen in at most 64 colours: a third of its bytes, and nothing of its words is lost."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOURS = 64

#: In a browser: the pixels of a picture as places in a palette. A colour comes in by how often it is there and how far it
#: is from those that are in; so the small red tag keeps its red.
_REDUCE = """async ([picture, most]) => {
  const image = new Image()
  image.src = 'data:image/png;base64,' + picture
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height})
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)
  const parts = (colour) => [colour & 255, colour >> 8 & 255, colour >> 16 & 255]
  const counts = new Map()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const found = [...counts].map(([colour, count]) => (
    {colour, parts: parts(colour), weight: Math.sqrt(count), away: 1e9, at: 0}))
  const palette = []
  while (palette.length < Math.min(most, found.length)) {
    const next = found.reduce((best, each) => each.weight * each.away > best.weight * best.away ? each : best)
    for (const each of found) {
      const away = each.parts.reduce((sum, part, at) => sum + (part - next.parts[at]) ** 2, 0)
      if (away < each.away) { each.away = away; each.at = palette.length }
    }
    palette.push(next.parts)
  }
  const places = new Map(found.map(each => [each.colour, each.at]))
  const bytes = Uint8Array.from(pixels, pixel => places.get(pixel))
  let text = ''
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768))
  return {width: image.width, height: image.height, palette: palette.flat(), places: btoa(text)}
}"""


def in_few_colours(picture: bytes, workshop: Page) -> bytes:
    """The PNG with a palette of 64 colours; ``workshop``: any page in which scripts may run, best an empty one."""
    made = workshop.evaluate(_REDUCE, [base64.b64encode(picture).decode(), COLOURS])
    width, height, places = made["width"], made["height"], base64.b64decode(made["places"])
    lines = b"".join(b"\0" + places[at:at + width] for at in range(0, width * height, width))
    return b"\x89PNG\r\n\x1a\n" + b"".join((
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", bytes(made["palette"])),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b""),
    ))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
