"""V…: values in forms, cells and API bodies.

Numbers of people never stand in a sentence: it may be logged, and its reader has the value before their eyes.
V00x the field itself · V01x any text · V02x texts · V03x numbers · V04x lists · V05x units, records, places, files ·
V06x names · V07x ID numbers · V08x telephones · V09x dates · V10x dates and times of day
"""

from app.problems.catalogue.detail import fault, warning

_RECORDS = {
    "V001": fault("“{label}”必须填写，请补上。", "'{label}' is required. Fill it in."),
    "V002": fault("“{label}”由系统填写，不能修改。请去掉这一项再保存。",
                  "'{label}' is kept by the system and cannot be changed. Leave it out and save again."),
    "V003": fault("“{label}”的这个值已经登记过。请核对，或先查找已有的记录。",
                  "This value of '{label}' is already registered. Check it, or look for the record that is there."),
    "V004": fault("按现在填写的内容，“{label}”应当留空。请清空它，或检查前面的选项。",
                  "As the rest is filled in, '{label}' must stay empty. Clear it, or check the choices above it."),
    "V005": fault("{message}", "{message}"),
    "V006": fault("没有“{given}”这一项。请检查名称是否写错。",
                  "There is no field '{given}'. Check how it is spelled."),
    "V007": fault("带星号的内容不能只改一部分。要保留原值就不要改动，要更换就填写完整的新值。",
                  "A masked value cannot be changed in part. Leave it as it is, or write the whole new value."),
    "V008": fault("找不到“{given}”，或不在您的管辖范围内。请核对名称，或先登记它。",
                  "'{given}' is unknown or outside your area. Check the name, or register it first."),
    "V009": fault("“{given}”有重名，无法确定是哪一条。请写明编号，或写出全称和所属单位。",
                  "Several records are called '{given}'. Write its number, or its full name with its unit."),
    "V016": fault("“{given}”已经撤销，没有承接它的单位。请改填现在的单位。",
                  "'{given}' was dissolved and no unit took its place. Name a unit of today."),
    "V017": warning("“{given}”已经撤并，按承接它的“{unit}”登记。请核对。",
                    "'{given}' has been merged; the row goes to its successor '{unit}'. Check it."),
    "V018": warning("没有叫“{given}”的单位，按“{unit}”登记。请核对。",
                    "There is no unit '{given}'; it was taken for '{unit}'. Check it."),
}

_TEXTS = {
    "V010": fault("筛选条件“{given}”没有可比较的内容。请填写要查找的值。",
                  "The filter '{given}' has nothing to compare with. Write the value to look for."),
    "V011": fault("这里应当填写文字，收到的是另一种内容（{given}）。请按文字重新填写。",
                  "This must be a text, but it is something else ({given}). Write it as a text."),
    "V012": fault("第 {position} 个字符（{character}）看不见或不能使用。请删去它，或把这一项重新输入一遍。",
                  "Character {position} ({character}) is invisible or not allowed. Delete it, or type the text anew."),
    "V013": fault("这一项只能写一行。请去掉换行。", "This takes one line. Remove the line breaks."),
    "V020": fault("最多 {limit} 个字，现有 {length} 个。请缩短。",
                  "At most {limit} characters; there are {length}. Shorten it."),
}

_NUMBERS = {
    "V030": fault("“{given}”不是数字。请只写数字，例如 12.5。",
                  "'{given}' is not a number. Write digits only, such as 12.5."),
    "V031": fault("“{given}”的小数太多，最多 {places} 位。请四舍五入后填写。",
                  "'{given}' has too many decimals; at most {places}. Round it."),
    "V032": fault("{given} 超出范围，应在 {low} 到 {high} 之间。请核对。",
                  "{given} is out of range: it must lie between {low} and {high}. Check it."),
    "V033": fault("“{given}”不是整数。请写不带小数的数字，例如 12。",
                  "'{given}' is not a whole number. Write one without decimals, such as 12."),
}

_LISTS = {
    "V040": fault("“{given}”看不出是“是”还是“否”。请填写“是”或“否”。",
                  "'{given}' is neither yes nor no. Write yes or no."),
    "V041": fault("“{given}”不在可选范围内。请从这些中选一个：{allowed}。",
                  "'{given}' is not one of the choices. Choose from: {allowed}."),
    "V042": fault("词表里没有“{given}”。请从下拉列表中选择，或请县级管理员增补。",
                  "'{given}' is not in the vocabulary. Choose from the list, or ask the county to add it."),
}

_PLACES = {
    "V050": fault("“{given}”不是有效的记录编号。请从列表中选择。",
                  "'{given}' is not the id of a record. Choose from the list."),
    "V051": fault("“{given}”不是区划代码。村（社区）是 12 位数字，网格是 15 位。",
                  "'{given}' is not a unit code. A village has 12 digits, a grid 15."),
    "V052": fault("“{given}”不是坐标。请按“纬度, 经度”填写，例如 30.61, 105.21。",
                  "'{given}' is not a map point. Write latitude, longitude, such as 30.61, 105.21."),
    "V053": fault("坐标 {lat}, {lon} 不存在。纬度在前（-90 到 90），经度在后（-180 到 180），请检查是否写反。",
                  "There is no point {lat}, {lon}. Latitude comes first (-90 to 90), then longitude (-180 to 180)."),
    "V054": fault("附件不能写成文字。请在记录里用“添加附件”上传文件。",
                  "Files cannot be given as text. Add them to the record itself."),
}

_NAMES = {
    "V060": fault("姓名里有数字。姓名一栏只写姓名，号码请填在对应的栏里。",
                  "The name has digits in it. Write the name only; numbers go into their own column."),
    "V061": fault("姓名里不能有“{sign}”。请改正；少数民族姓名用间隔号“·”。",
                  "A name cannot contain '{sign}'. Correct it; the parts of minority names are joined by ·."),
    "V062": fault("这里像是写了几个人的姓名。请一行只写一个人。",
                  "This looks like the names of several people. Write one person a row."),
    "V063": warning("姓名后面括号里的内容已去掉。如需保留，请写到备注。",
                    "The note in brackets after the name was left out. Write it under remarks if it matters."),
    "V064": warning("姓名中间的空格已去掉。请核对这是不是同一个人。",
                    "The blank within the name was removed. Check that this is one person."),
    "V066": warning("姓名里有自造字（{character}），在别的电脑上可能显示不出来。请尽量改用标准的生僻字。",
                    "Other computers may not show the private character {character} here. Use the standard one."),
}

_ID_NUMBERS = {
    "V070": fault("身份证号存成了数字，后几位已经丢失，无法恢复。请把这一列设为“文本”格式，重新输入。",
                  "Stored as a number, it has lost its last digits. Format the column as text and type it anew."),
    "V071": fault("身份证号应为 18 位，这里是 {length} 位。请按身份证核对。",
                  "An ID number has 18 places; this has {length}. Compare it with the card."),
    "V072": fault("这不是身份证号。这一栏只写 18 位号码，姓名等内容请写在别的栏里。",
                  "This is not an ID number. Write the 18 places only; names and notes go elsewhere."),
    "V073": fault("身份证号的校验码不对，一定有哪一位写错了。请按身份证逐位核对。",
                  "The check digit is wrong, so some digit is mistyped. Compare the number with the card."),
    "V074": fault("身份证号里的出生日期（第 7 至 14 位）不存在或还没有到。请按身份证核对。",
                  "The birth date in places 7 to 14 does not exist or has not come. Compare the number with the card."),
    "V075": warning("15 位的旧身份证号已按国家标准换成 18 位。请与现在的身份证核对。",
                    "The old number of 15 digits was turned into one of 18. Compare it with the present card."),
    "V076": warning("身份证号开头的“{area}”不是已知的省级代码。请核对。",
                    "The number begins with '{area}', which is no known province. Check it."),
    "V077": warning("身份证号以 000 结尾，可能是表格丢失了后几位。请与身份证核对。",
                    "The number ends in 000; a spreadsheet may have lost its last digits. Compare it with the card."),
    "V078": warning("性别与身份证号不一致。请按身份证核对。", "Sex and ID number do not agree. Compare them with the card."),
}

_TELEPHONES = {
    "V080": fault("这不是电话号码。请写 11 位手机号，或带区号的固话（如 0825-5550101），多个号码用顿号隔开。",
                  "This is not a telephone number. Write a mobile of 11 digits or a landline such as 0825-5550101."),
    "V081": fault("这里最多 {limit} 个号码，现有 {given} 个。请去掉多余的。",
                  "At most {limit} numbers; there are {given}. Remove some."),
    "V082": warning("固定电话没有区号，已照原样保留。请补上区号（如 0825-）。",
                    "The landline has no area code and is kept as it is. Add the code (such as 0825-)."),
    "V083": fault("手机号应为 11 位，这里是 {length} 位。请核对。",
                  "A mobile number has 11 digits; this has {length}. Check it."),
    "V084": fault("“{given}”不是电子邮箱地址。请按 name@example.gov.cn 的样子填写，或留空。",
                  "'{given}' is not an e-mail address. Write it like name@example.gov.cn, or leave it empty."),
}

_DATES = {
    "V090": fault("“{given}”不是日期。请按 2021-08-05 或 2021年8月5日 的样子填写。",
                  "'{given}' is not a date. Write it like 2021-08-05."),
    "V091": fault("日期 {given} 不存在或年份不对。请核对年、月、日。",
                  "There is no such date as {given}, or its year is wrong. Check year, month and day."),
    "V092": fault("“{given}”的年份不是四位。请把年份写全，例如 2021-08-05。",
                  "The year in '{given}' has not four digits. Write it in full, such as 2021-08-05."),
    "V093": fault("“{given}”没有年份。请补上，例如 2021-08-05。",
                  "'{given}' has no year. Add it, such as 2021-08-05."),
    "V094": fault("“{given}”只有年份，这里要写到日。请补上月和日。",
                  "'{given}' is only a year; a full date is needed. Add month and day."),
    "V095": fault("“{given}”只到月份，这里要写到日。请补上日。",
                  "'{given}' is only a month; a full date is needed. Add the day."),
    "V096": warning("日期只写到了 {given}，已照此保留，到期按最后一天算。",
                    "The date says no more than {given}. It is kept so, and falls due on its last day."),
    "V097": fault("{given} 还没有到（今天是 {today}）。请核对日期。",
                  "{given} has not come yet (today is {today}). Check the date."),
    "V098": fault("“{given}”的年份写在后面，分不清月和日。请按年、月、日的顺序写，例如 2021-08-05。",
                  "'{given}' has its year last, so month and day are unsure. Write year, month, day: 2021-08-05."),
    "V099": warning("“{given}”是表格的日期序号，读作 {day}。请核对；最好把这一列设为日期格式。",
                    "'{given}' is a spreadsheet's day number: {day}. Check it; best format the column as dates."),
    "V100": fault("{given} 存成了数字，分不清是 1 月还是 10 月。请写成文字，例如 2021年10月。",
                  "Stored as a number, {given} may be January or October. Write it as text, such as 2021-10."),
    "V101": fault("“{given}”没有写几点几分。请补上时间，例如 2026-01-02 15:04。",
                  "'{given}' has no time of day. Add it, such as 2026-01-02 15:04."),
    "V102": fault("“{given}”这个时间不存在。小时是 0 到 23，分钟是 0 到 59；请核对。",
                  "There is no such time as '{given}'. Hours run from 0 to 23, minutes from 0 to 59; check it."),
}

VALUES = {
    **_RECORDS, **_TEXTS, **_NUMBERS, **_LISTS, **_PLACES, **_NAMES, **_ID_NUMBERS, **_TELEPHONES, **_DATES,
}
