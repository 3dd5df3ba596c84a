"""F…: files that are imported, and their rows."""

from app.problems.catalogue.detail import fault

FILES = {
    "F001": fault("文件是空的。请另存后重新上传。", "The file is empty. Save it again and upload it."),
}
