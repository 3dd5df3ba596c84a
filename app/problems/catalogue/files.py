"""F…: files that are imported, and their rows.

F00x the file as a whole · F01x its text or cells as a whole · F02x headings and columns · F03x single cells ·
F04x rows that meet each other or stored records · F05x storing
"""

from app.problems.catalogue.detail import fault, warning

_FILE = {
    "F001": fault("文件是空的。请在表格软件里打开原表，确认有内容，另存后重新上传。",
                  "The file is empty. Open the original, check that it has content, save it again and upload it."),
    "F002": fault("文件超过 {limit} MB。请删去图片和无关的工作表，或分成几个文件上传。",
                  "The file is larger than {limit} MB. Remove pictures and other sheets, or split it."),
    "F003": fault("文件加了密码，无法读取。请在表格软件里取消密码，另存后重新上传。",
                  "The file is protected by a password. Remove the password, save it and upload it again."),
    "F004": fault("旧格式（.xls、.et 等）的表格不完整或版本太旧，无法读取。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。",
                  "This workbook of an old format (.xls, .et …) is incomplete or too old. Open it, save it as .xlsx and "
                  "upload that."),
    "F005": fault("这不是表格，而是{what}。请上传 .xlsx、.xls、.ods 或 .csv 文件。",
                  "This is not a table but {what}. Upload an .xlsx, .xls, .ods or .csv file."),
    "F006": fault("这是一个网页，只是改了扩展名。请用 WPS 或 Excel 打开它，另存为 .xlsx 后重新上传。",
                  "This is a web page under another name. Open it in Excel or WPS, save it as .xlsx and upload that."),
    "F007": fault("工作簿不完整或已损坏，无法读取。请重新打开原表，另存为 .xlsx 后再上传。",
                  "The workbook is incomplete or damaged. Open the original, save it as .xlsx and upload that."),
    "F008": fault("工作簿解压后过大或结构异常，没有读取。请只保留要导入的工作表，另存后再上传。",
                  "The workbook unpacks to an unusual size and was not read. Keep only the sheet to import and save it again."),
    "F009": fault("工作表“{sheet}”的内容铺得太开（到第 {row} 行、第 {column} 列）。请把数据复制到一个新表，或另存为 .csv。",
                  "The cells of '{sheet}' reach too far (row {row}, column {column}). Copy the data to a new sheet, "
                  "or save it as .csv."),
}

_CONTENT = {
    "F010": fault("文件的文字编码无法识别（第 {line} 行附近）。请另存为“CSV UTF-8”或 .xlsx 后重新上传。",
                  "The encoding of the text is unknown (near line {line}). Save it as 'CSV UTF-8' or .xlsx."),
    "F011": fault("第 {line} 行附近有一个双引号没有配对，或一格的内容过长，后面的行无法分开。请改正后重新上传。",
                  "Near line {line} a quotation mark is not closed or a cell is too long, so rows run together. Correct it."),
    "F012": fault("工作簿有 {count} 个工作表，最多读 {limit} 个。请只保留要导入的工作表。",
                  "The workbook has {count} sheets; at most {limit} are read. Keep only the sheet to import."),
    "F013": fault("没有名为“{given}”的工作表。现有：{sheets}。", "There is no sheet '{given}'. There are: {sheets}."),
    "F015": fault("读取用时超过 {seconds} 秒，已经停止。请只保留要导入的工作表，或另存为 .csv 后重新上传。",
                  "Reading took longer than {seconds} s and was stopped. Keep only the sheet to import, or save it as .csv."),
    "F016": fault("工作簿太大，读取它需要的内存超过限额，没有读取。请删去图片，或把要导入的工作表另存为 .csv 后重新上传。",
                  "Reading the workbook takes more memory than it may. Remove pictures, or save the sheet to import as .csv."),
    "F017": fault("读取这个文件时程序意外停止，没有读到任何内容。请重新打开原表，另存为 .xlsx 或 .csv 后再上传。",
                  "The reading of this file broke down; nothing was read. Open the original, save it as .xlsx or .csv and "
                  "upload that."),
    "F014": fault("没有找到文件“{name}”，或无法读取。请核对路径。",
                  "The file '{name}' is not there or cannot be read. Check its path."),
}

_HEADINGS = {
    "F020": fault("没有找到表头。请在数据上方加一行列名，例如：{examples}；或下载模板填写。",
                  "No row of headings was found. Add one above the data, such as {examples}; or use the template."),
    "F021": fault("缺少必需的列：{labels}。请补上这些列，或在导入时为它们选定一个值。",
                  "Columns are missing: {labels}. Add them, or choose one value for all rows when importing."),
    "F022": warning("不认识的列“{heading}”没有读取。如果它有用，请选定它是哪一项，或改成登记簿里的名称。",
                    "The column '{heading}' is unknown and was not read. If it matters, say which field it is, or "
                    "give it the register's name."),
    "F023": fault("有两列都是“{label}”，这一行两格的内容不同。请只保留一列。",
                  "Two columns are called '{label}' and differ in this row. Keep one of them."),
    "F024": fault("表头下面没有数据行。请填写后重新上传。", "There are no rows below the headings. Fill some in."),
    "F025": warning("工作表“{sheet}”也有数据，这次没有读取。需要时请选择它再导入一次。",
                    "The sheet '{sheet}' has data too and was not read. Choose it and import again if need be."),
    "F028": warning("隐藏的工作表“{sheet}”也有数据，没有读取。需要时请取消隐藏，或选择它再导入一次。",
                    "The hidden sheet '{sheet}' has data too and was not read. Show it, or choose it and import again."),
    "F029": warning("没有找到表头，各列是按内容推断的：{labels}。请核对各列的含义，确认后才能导入。",
                    "There are no headings; the columns were concluded from their cells: {labels}. Check and confirm them "
                    "before the import."),
    "F038": warning("没有单位列，按工作表的名称登记单位：{sheets}。请核对。",
                    "There is no column of units; the rows belong to the units that the sheets are named after: {sheets}. "
                    "Check them."),
    "F039": warning("工作表“{sheet}”无法读取（{reason}），其余工作表已照常读取。",
                    "The sheet '{sheet}' cannot be read ({reason}); the others were."),
    "F026": fault("列的设置有误：“{given}”不是可以导入的项目。", "'{given}' is not a field that can be imported."),
    "F027": fault("为“{label}”选定的值不可用：{reason}", "The value chosen for '{label}' is refused: {reason}"),
}

_CELLS = {
    "F030": fault("这一格是表格软件的错误值（{given}），真正的内容已经丢失。请重新填写这一格。",
                  "The cell holds a spreadsheet error ({given}); its content is lost. Type it anew."),
    "F031": fault("这一格是公式，但文件里没有存下结果。请在表格软件里打开、重新计算并保存，或直接填写内容。",
                  "The cell is a formula without a stored result. Let Excel calculate and save the file, or type the value."),
    "F032": warning("这一行在表格里是隐藏的，已照常读取。如不需要请删去。",
                    "This row is hidden in the sheet and was read all the same. Delete it if it is not wanted."),
    "F036": fault("这一格写的是“{given}”（同上），但上一行这一格是空的。请写明内容。",
                  "The cell says '{given}', the same as above, but the cell above is empty. Write it out."),
    "F037": fault("“{label}”不能写“{given}”（同上），每个人有自己的。请写明内容。",
                  "'{label}' cannot be '{given}', the same as above: everybody has their own. Write it out."),
    "F033": fault("这一格带星号（已脱敏），但没有找到对应的记录，无法知道原来的内容。请填写完整。",
                  "The cell is masked, but no stored record answers to the row. Write the value in full."),
    "F034": warning("这一格是空的，导入后“{label}”原有的内容会被清除。",
                    "The cell is empty: what is stored under '{label}' will be cleared."),
}

_ROWS = {
    "F040": fault("与第 {line} 行的“{label}”相同。同一人只能出现一次，请删去一行。",
                  "The same '{label}' stands at line {line}. One row a person: remove one of them."),
    "F041": fault("与第 {line} 行重复（{label}相同）。请删去一行。", "The row repeats line {line} (same {label}). Remove one."),
    "F042": warning("与第 {line} 行同单位同姓名，且没有身份证号可以区分。请确认是不是同一个人。",
                    "Same unit and name as line {line}, with no ID number to tell them apart. Check whether it is one person."),
    "F043": fault("与第 {line} 行指的是同一条已有的记录。请删去一行，或补上能区分的内容。",
                  "The row means the same stored record as line {line}. Remove one, or add what tells them apart."),
    "F044": fault("这条记录已经存在，而这次选择了“遇到已有的记录就拒绝”。",
                  "The record exists already, and this import refuses records that exist."),
    "F046": warning("文件里还有“{register}”的内容，会一并导入：新增 {create} 条，修改 {update} 条，不变 {same} 条。请核对。",
                    "The file holds rows of '{register}' too, which are imported with the others: {create} new, {update} "
                    "changed, {same} the same. Check them."),
    "F047": warning("可能已经登记过：{names}。请核对是不是同一件；是另一件的，可以照常导入。",
                    "Perhaps registered already: {names}. Check whether it is the same; another one may be imported as it is."),
    "F045": fault("“{label}”与第 {line} 行写的不一样（这里是“{given}”），而两行属于同一条上级记录。请改成一致。",
                  "'{label}' differs from line {line} (here '{given}'), although both rows belong to one record above. "
                  "Make them agree."),
}

_STORING = {
    "F050": fault("登记簿“{register}”不能用文件导入。", "The register '{register}' cannot be imported from files."),
    "F051": fault("有 {count} 行不合格，按“全部或不导入”的选择，没有写入任何内容。请改正后重新导入，或选择只导入合格的行。",
                  "{count} rows are refused, and 'all or nothing' was chosen: nothing was stored. Correct them, "
                  "or import the good rows only."),
    "F053": fault("这次上传已经导入过了。要再导入一次，请重新上传文件。",
                  "This upload was imported already. To import the file again, upload it again."),
    "F056": fault("这个文件没有表头，各列是推断的，还没有人确认。请先核对各列的含义，再导入。",
                  "The file has no headings; its columns were concluded, and nobody has confirmed them. Say what each "
                  "column is, then import."),
    "F057": fault("这次导入没有可以撤销的内容：它还没有写入，已经撤销，或登记簿只增不改。",
                  "There is nothing to undo: this import has stored nothing, was undone already, or its register is only added "
                  "to."),
    "F058": fault("导入时程序出错，没有写入任何内容。请再试一次；仍不成功时请告诉管理员。",
                  "The import broke down; nothing was stored. Try again, and tell the administrator if it happens once more."),
    "F059": fault("这次导入的文件已按规定删除（只保留一段时间）。需要时请重新上传。",
                  "The file of this import was taken away, as files are after a while. Upload it again if need be."),
    "F054": fault("没有名为“{name}”的用户，或账号已停用。请核对用户名。",
                  "There is no active user '{name}'. Check the user name."),
    "F055": fault("没有登记簿“{given}”。请核对名称。", "There is no register '{given}'. Check its id."),
    "F052": fault("导入期间有人修改了同样的记录，这次没有写入任何内容。请重新导入一次。",
                  "Somebody changed the same records meanwhile; nothing was stored. Import the file again."),
}

_LEAVING = {
    "F060": fault("超过 {most} 行，一张 Excel 工作表放不下。请缩小筛选范围，或改选 CSV。",
                  "More than {most} rows do not fit into a sheet of Excel. Narrow the filter, or choose CSV."),
    "F061": fault("您已有 {most} 个工作簿在排队。请等它们做完，或先取消一个。",
                  "{most} workbooks of yours are being made already. Wait for them, or take one away."),
    "F062": fault("导出之后您的职责有变化，这个文件不再提供。请重新导出。",
                  "Your duties have changed since this file was made, so it is not handed out. Export again."),
    "F063": fault("制作工作簿时程序出错。请再试一次；仍不成功时请告诉管理员。",
                  "Making the workbook broke down. Try again, and tell the administrator if it happens once more."),
}

_PACKAGES = {
    "F070": fault("“{name}”不是本系统的数据包。请选择 flask package export 做出的文件。",
                  "'{name}' is not a package of this program. Choose a file that flask package export has made."),
    "F071": fault("数据包“{name}”已损坏（{what}），没有写入任何内容。请重新传送一次。",
                  "The package '{name}' is damaged ({what}); nothing was stored. Have it sent again."),
    "F072": fault("数据包“{name}”由更新的版本制作（{revision}），本程序只认得 {head}。请先更新程序。",
                  "The package '{name}' was made by a newer version ({revision}); this program knows {head}. Update it first."),
    "F073": fault("数据包“{name}”已加密，请输入口令。", "The package '{name}' is locked: give its passphrase."),
    "F074": fault("口令不对，打不开数据包“{name}”。", "The passphrase does not open the package '{name}'."),
    "F075": fault("{record}：两边都改过（{fields}）。请选择这个登记簿以哪边为准，或先把两边改成一致，再导入。",
                  "{record}: changed on both sides ({fields}). Say for its register whose rows stand, or make the two agree."),
    "F076": fault("{record}：“{label}”所指的“{given}”在本系统里没有。请先登记它，再导入。",
                  "{record}: '{label}' refers to '{given}', which is not here. Enter it first."),
    "F077": fault("{record}：“{label}”的内容读不出来：{reason}", "{record}: '{label}' cannot be read: {reason}"),
    "F078": fault("{record}：“{label}”与本系统的另一条记录相同，不能并存。请先改正其中一条。",
                  "{record}: another record here has the same '{label}'. Correct one of them first."),
    "F079": fault("没有代码为“{given}”的单位。请核对。", "There is no unit with the code '{given}'. Check it."),
    "F082": fault("{record}：两边都领用过，合并后结存会少于零。请先盘点，再导入。",
                  "{record}: both sides have taken from it, and together more than there was. Count the stock first."),
    "F081": warning("{record}：本系统里另一条记录也用了编号 {given}，两条都保留原编号。请核对是不是同一件事。",
                    "{record}: another record here bears the number {given}; both keep it. Check whether they are one matter."),
    "F084": fault("{record}：不属于数据包所说的单位“{unit}”，没有写入任何内容。请让对方重新导出。",
                  "{record} does not belong to the package's unit '{unit}'; nothing was stored. Have it made anew."),
    "F085": fault("口令至少要有 {least} 个字符；包含完整号码的数据包必须有口令。",
                  "A passphrase has at least {least} characters; a package with full numbers needs one."),
    "F083": fault("文件“{name}”已经存在，没有覆盖。请换一个文件名。",
                  "The file '{name}' exists and was not overwritten. Name another."),
    "F080": warning("{record}：“{label}”在数据包里是掩码，没有写入。需要完整内容时，请用带口令的数据包。",
                    "{record}: '{label}' came masked and was left empty. A package with a passphrase brings it in full."),
}

FILES = {**_FILE, **_CONTENT, **_HEADINGS, **_CELLS, **_ROWS, **_STORING, **_LEAVING, **_PACKAGES}
