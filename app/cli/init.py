"""``flask init``: the database made ready, once, before web workers start."""

from __future__ import annotations

import click

from app.cli.speaking import LANG, spoken_settings, told
from app.preparation import is_prepared
from app.words import Language, Words


@click.command("init")
@LANG
def init_command(lang: Language | None) -> None:
    """Migrate the database, create the roles, store the initial data. Running it again does nothing; many may run at once."""
    from app.serving.starting import get_ready

    settings, language = spoken_settings(lang)
    with told(language):
        if is_prepared(settings):
            click.echo(Words("数据库已就绪，无须准备。", "The database is ready; there was nothing to do.").to(language))
        else:
            get_ready(settings, click.echo)
