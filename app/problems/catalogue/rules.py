"""E…: the rule language (visible_if, required_if, check, computed). ``column`` counts characters from 1."""

from app.problems.catalogue.detail import fault

RULES = {
    "E001": fault("规则写法有误：“{rule}”第 {column} 个字符处无法识别。请检查括号、引号和运算符，均须用半角符号。",
                  "The rule '{rule}' cannot be read at character {column}. Check brackets, quotes and operators."),
    "E002": fault("规则太长或嵌套太深（第 {column} 个字符处）："
                  "至多 {longest} 个字符、{brackets} 层括号、{deepest} 步运算。请把一部分另设为计算字段。",
                  "The rule is too long or too deeply nested at character {column}: at most {longest} characters, "
                  "{brackets} levels of brackets and {deepest} steps. Move a part into a computed field."),
    "E003": fault("规则第 {column} 个字符处：没有名为“{name}”的字段。可用字段：{known}。",
                  "Character {column} of the rule: there is no field '{name}'. Use one of: {known}."),
    "E004": fault("规则第 {column} 个字符处：count 只能统计下级记录，“{name}”不是。可用：{known}。",
                  "Character {column} of the rule: count takes child rows, and '{name}' is none. Use one of: {known}."),
    "E005": fault("规则第 {column} 个字符处：“{name}”是下级记录，不是字段。请写作 count({name})。",
                  "Character {column} of the rule: '{name}' are child rows, not a field. Write count({name})."),
    "E006": fault("规则第 {column} 个字符处：没有函数“{name}”，或它不能带 where。可用函数：{known}。",
                  "Character {column} of the rule: there is no function '{name}', or it takes no where. "
                  "Use one of: {known}."),
    "E007": fault("规则第 {column} 个字符处：函数 {name} 需要 {wanted} 个参数，现有 {given} 个。请增减参数。",
                  "Character {column} of the rule: {name} takes {wanted} argument(s), here are {given}. "
                  "Add or remove some."),
    "E008": fault("规则第 {column} 个字符处：函数 {name} 需要{wanted}，这里是{given}。请换一个字段。",
                  "Character {column} of the rule: {name} needs {wanted}, here is {given}. Name another field."),
    "E009": fault("规则第 {column} 个字符处：{left}不能与{right}比较。请比较同一类的值。",
                  "Character {column} of the rule: {left} cannot be compared with {right}. "
                  "Compare values of the same kind."),
    "E010": fault("规则第 {column} 个字符处：{kind}没有大小先后，不能用“{operator}”。请用 = 或 !=。",
                  "Character {column} of the rule: {kind} has no order, so '{operator}' means nothing. Use = or !=."),
    "E011": fault("规则第 {column} 个字符处：选项中没有“{key}”。可用选项：{known}。",
                  "Character {column} of the rule: '{key}' is not one of the choices. Use one of: {known}."),
    "E012": fault("规则第 {column} 个字符处：此处需要一个条件（是或否），这里是{given}。请写成比较，如“x = 1”。",
                  "Character {column} of the rule: a condition is needed, here is {given}. "
                  "Write a comparison, such as x = 1."),
    "E013": fault("规则第 {column} 个字符处：“{operator}”只能用于数字，这里是{left}和{right}。"
                  "请换成数字；两个日期相隔的天数写作 days(a, b)。",
                  "Character {column} of the rule: '{operator}' works on numbers, here are {left} and {right}. "
                  "Use numbers; the days between two dates are days(a, b)."),
    "E014": fault("规则第 {column} 个字符处：两个字段不能相乘。请让“*”的一边是写出的数字，如“x * 0.5”。",
                  "Character {column} of the rule: two fields cannot be multiplied. "
                  "Let one side of * be a written number, such as x * 0.5."),
    "E015": fault("规则第 {column} 个字符处：结果有 {scale} 位小数，至多 {most} 位。请减少所写数字的小数位。",
                  "Character {column} of the rule: the result has {scale} decimal places, at most {most} are kept. "
                  "Write numbers with fewer places."),
    "E016": fault("规则第 {column} 个字符处：数值可能达到 {digits} 位，超出数据库的整数范围。"
                  "请为字段设定最大值，或减少小数位。",
                  "Character {column} of the rule: the number may reach {digits} digits, more than the database holds. "
                  "Give the field a maximum, or use fewer decimals."),
    "E017": fault("规则第 {column} 个字符处：天数须为 0 至 {most} 的整数。请改写天数。",
                  "Character {column} of the rule: the days are a whole number from 0 to {most}. Write such a number."),
    "E018": fault("规则第 {column} 个字符处：只有日期能加减天数。请写作“日期 + 30 days”。",
                  "Character {column} of the rule: days are added to a date. Write it as date + 30 days."),
    "E019": fault("规则第 {column} 个字符处：in 之前须是选项，之后须是多选字段。"
                  "请写作“'a' in 多选字段”或“x in ('a', 'b')”。",
                  "Character {column} of the rule: before 'in' stands a key, after it a field of multiple choice. "
                  "Write 'a' in field, or x in ('a', 'b')."),
    "E020": fault("规则第 {column} 个字符处：两个可能的结果须为同一类，这里是{left}和{right}。请统一。",
                  "Character {column} of the rule: both outcomes must be of one kind, here are {left} and {right}. "
                  "Make them alike."),
    "E021": fault("规则第 {column} 个字符处：空文字等于未填写，比较永远不成立。请写作“x is empty”。",
                  "Character {column} of the rule: an empty text is the same as no value and equals nothing. "
                  "Write x is empty."),
    "E022": fault("规则第 {column} 个字符处：没有“{date}”这一天。请写存在的日期，如 2021-08-31。",
                  "Character {column} of the rule: there is no day {date}. "
                  "Write an existing date, such as 2021-08-31."),
    "E023": fault("规则第 {column} 个字符处：{given}只能被询问（如 is empty），不能作为结果。请换成其他字段。",
                  "Character {column} of the rule: {given} can be asked about (is empty), but not be a result. "
                  "Name another field."),
    "E024": fault("规则第 {column} 个字符处：两边的选项不是同一套。请使用选项相同的字段。",
                  "Character {column} of the rule: the two sides choose from different lists. "
                  "Use fields with the same choices."),
    "E025": fault("规则第 {column} 个字符处：本字段存放{wanted}，规则却得出{given}。请改写规则或字段类型。",
                  "Character {column} of the rule: the field holds {wanted}, the rule gives {given}. "
                  "Change the rule or the type of the field."),
}
