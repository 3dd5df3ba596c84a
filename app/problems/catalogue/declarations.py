"""D…: the YAML declarations in schema/."""

from app.problems.catalogue.detail import fault

DECLARATIONS = {
    "D001": fault("文件无法读作 YAML：{what}。请检查缩进和引号。",
                  "The file is not readable YAML: {what}. Check indentation and quotes."),
}
