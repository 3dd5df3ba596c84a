"""V…: values in forms, cells and API bodies."""

from app.problems.catalogue.detail import fault

VALUES = {
    "V001": fault("“{label}”必须填写。", "'{label}' is required. Fill it in."),
}
