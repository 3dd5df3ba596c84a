"""A…: access, and acts on records."""

from app.problems.catalogue.detail import fault

ACTS = {
    "A001": fault("没有这条记录，或不在您的管辖范围内。", "There is no such record, or it is outside your area."),
}
