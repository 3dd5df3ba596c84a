"""E…: the rule language (visible_if, required_if, check, computed)."""

from app.problems.catalogue.detail import fault

RULES = {
    "E001": fault("规则写法有误：“{rule}”第 {column} 个字符处无法识别。请检查括号、引号和运算符。",
                  "The rule '{rule}' cannot be read at character {column}. Check brackets, quotes and operators."),
}
