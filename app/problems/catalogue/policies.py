"""D4…: the policies in schema/policies/."""

from app.problems.catalogue.detail import fault

POLICIES = {
    "D401": fault("“{where}”缺少“{key}”。请补上。", "'{key}' is missing in '{where}'. Add it."),
    "D402": fault("“{where}”中不认识的键“{key}”。请删除或改正。",
                  "Unknown key '{key}' in '{where}'. Remove or correct it."),
    "D403": fault("“{where}”应为{expected}。", "'{where}' must be {expected}."),
    "D404": fault("“{where}”写了“{given}”，只能是：{allowed}。", "'{where}' says '{given}'. Allowed: {allowed}."),
    "D405": fault("“{where}”的界限必须随颜色（蓝、黄、橙、红）递增。",
                  "The limits in '{where}' must rise with the colour: blue, yellow, orange, red."),
    "D406": fault("“to”（{last}）早于“from”（{first}）。请改正日期。",
                  "'to' ({last}) lies before 'from' ({first}). Correct the dates."),
    "D407": fault("“{where}”的来源“{given}”没有在 sources 中写明。请在 sources 中补上。",
                  "The source '{given}' of '{where}' is not listed in 'sources'. Add it there."),
    "D408": fault("“{where}”必须在 choices、at_least、any 中恰好写一个。",
                  "'{where}' needs exactly one of 'choices', 'at_least' and 'any'."),
    "D409": fault("“{where}”中的“{key}”出现了两次。请给其中一个改名。",
                  "'{key}' stands twice in '{where}'. Rename one."),
    "D410": fault("“{where}”的文字中要有且只能有 {{value}} 这一个占位符。",
                  "The words of '{where}' must hold {{value}} and no other placeholder."),
    "D411": fault("“{where}”必须在 days_after、days_of_month 中恰好写一个。",
                  "'{where}' needs exactly one of 'days_after' and 'days_of_month'."),
    "D412": fault("“{policy}”有两个版本都从 {day} 开始（另一个在 {other}）。请改其中一个的 from。",
                  "Two versions of '{policy}' begin on {day} (the other at {other}). Change one 'from'."),
    "D413": fault("没有适用于 {day} 的规则版本。请在 schema/policies/ 中补上。",
                  "No version of the policy is in force for {day}. Add one in schema/policies/."),
    "D414": fault("“{where}”必须在 {keys} 中恰好写一个。", "'{where}' needs exactly one of: {keys}."),
    "D415": fault("“{where}”中的数必须逐个递增。", "The numbers of '{where}' must rise one after the other."),
    "D430": fault("{given} 不能作为生效日期：须在 {first} 到 {last} 之间。已经生效的版本不再改动，请另选日期。",
                  "It cannot be in force from {given}: choose a day from {first} to {last}. A version that has begun stays."),
    "D431": fault("在您查看期间，“{policy}”已有人存入新的版本。请重新打开，核对后再改。",
                  "Somebody has stored another version of '{policy}' meanwhile. Open it again and look before you change it."),
    "D432": fault("没有任何改动。请先修改要调整的数值。", "Nothing has been changed. Change the figures first."),
    "D433": fault("没有“{policy}”这项规则。请从规则列表中选择。",
                  "There is no policy '{policy}'. Choose one from the list of policies."),
    "D420": fault("“{text}”不是时段。写法如 2026-08（月）、2026-08a（上半月）、2026-W33（周）、"
                  "2026-Q3（季）、2026（年）。",
                  "'{text}' is not a period. Write 2026-08 (month), 2026-08a (half-month), 2026-W33 (week), "
                  "2026-Q3 (quarter) or 2026 (year)."),
}
