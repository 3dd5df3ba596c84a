"""S…: setting up an installation, bringing its database to what is declared, and keeping it safe."""

from app.problems.catalogue.detail import fault, warning

SETUP = {
    "S001": fault("声明与数据库不一致，程序没有启动。先运行 flask schema plan 查看，再运行 flask schema migrate。\n{plan}",
                  "The declarations differ from the database, so nothing was started. Run flask schema plan, then "
                  "flask schema migrate.\n{plan}"),
    "S002": fault("数据库是更新的版本建立的（{revision}），本程序只到 {head}。请更新程序，不要用旧程序打开。",
                  "The database was made by a newer version ({revision}); this program knows {head}. Update the program."),
    "S003": fault("这个数据库里有别的程序的表（{tables}），没有本系统的记录。请换一个空数据库。",
                  "This database holds another program's tables ({tables}) and none of ours. Name an empty one."),
    "S004": fault("迁移没有执行：{what}", "The migration was not made: {what}"),
    "S005": fault("计划中有不能执行的改动，没有写迁移。请先处理：\n{plan}",
                  "The plan holds changes that cannot be made, so no migration was written. Settle them first:\n{plan}"),
    "S006": fault("数据库还停在 {revision}，请先用 flask init 升到 {head}。",
                  "The database is still at {revision}; bring it to {head} with flask init first."),
    "S007": fault("等了 {seconds} 秒，另一个进程仍在准备数据库。请看它是否还在运行，再试一次。",
                  "Another process has been preparing the database for {seconds} seconds. See whether it still runs, "
                  "then try again."),
    "S008": fault("连不上数据库：{what}。请检查 DATABASE_URL 和数据库服务。",
                  "The database cannot be reached: {what}. Check DATABASE_URL and the database server."),
    "S009": fault("没有登记簿“{name}”。请写 schema/entities/ 里的文件名（不带 .yaml）。",
                  "There is no register '{name}'. Write the name of a file in schema/entities/ without .yaml."),
    "S010": fault("数据库还没有准备好。请先运行 flask init。", "The database is not prepared yet. Run flask init first."),
    "S011": fault("这里曾有数据库，现在不见了（{where}），程序没有另建空库。请用 flask restore 恢复备份；确要重新开始，"
                  "请先删除 {marker}。",
                  "There was a database here and it is gone ({where}); no empty one was made in its place. Put a backup back "
                  "with flask restore; to begin anew on purpose, delete {marker} first."),
    "S012": fault("数据库文件已损坏（{what}），程序没有打开它。请保留原文件，用 flask restore --replace 恢复最近的备份。",
                  "The database is damaged ({what}) and was not opened. Keep the file as it is and put the latest backup back "
                  "with flask restore --replace."),
    "S013": fault("磁盘已满（{what}），本次内容没有保存，原有数据完好。请腾出空间后再试，无须重启。",
                  "The disk is full ({what}); nothing of this was saved and what was there is untouched. Make room and try "
                  "again; no restart is needed."),
    "S014": fault("没有写入权限（{what}），本次内容没有保存。请检查文件夹和文件的权限，以及磁盘是否为只读。",
                  "Writing is not allowed ({what}); nothing of this was saved. Check the permissions of the folder and its "
                  "files, and whether the disk is read-only."),
    "S015": fault("数据库被其他程序占用（{what}），本次内容没有保存。请稍后再试；如一直如此，请关闭占用它的程序。",
                  "The database is held by another program ({what}); nothing of this was saved. Try again in a while; if it "
                  "stays so, close the program that holds it."),
    "S016": fault("磁盘读写失败（{what}）。请检查磁盘、网络盘或文件夹是否还在，再试一次。",
                  "The disk could not be read or written ({what}). See that the disk, network share or folder is there, then "
                  "try again."),
    "S017": fault("密钥文件 {file} 不见了，或不是这个数据库的密钥。没有它，加密的个人信息无法读取，程序没有启动。请放回原来的"
                  "密钥文件，或用含密钥的备份恢复。",
                  "The key file {file} is missing or not the one of this database. Without it encrypted personal fields cannot "
                  "be read, so nothing was started. Put the right file back, or restore a backup that holds the keys."),
    "S018": fault("升级没有成功，数据库仍停在 {revision}，数据未变。{what}。升级前的备份：{backup}",
                  "The upgrade failed; the database is still at {revision} and unchanged. {what}. Backup made before it: "
                  "{backup}."),
    "S020": fault("“{name}”不是本系统的备份文件。请选择 flask backup list 列出的文件。",
                  "'{name}' is not a backup of this program. Choose one that flask backup list names."),
    "S021": fault("备份“{name}”已损坏（{what}），没有恢复任何内容。请换一个备份。",
                  "The backup '{name}' is damaged ({what}); nothing was restored. Use another one."),
    "S022": fault("备份“{name}”由更新的版本制作（{revision}），本程序只到 {head}。请先更新程序，再恢复。",
                  "The backup '{name}' was made by a newer version ({revision}); this program knows {head}. Update the program "
                  "first."),
    "S023": fault("备份“{name}”已加密，请输入口令，或在 BACKUP_PASSPHRASE 中设置。",
                  "The backup '{name}' is encrypted: give its passphrase, or set BACKUP_PASSPHRASE."),
    "S024": fault("口令不对，打不开备份“{name}”。", "The passphrase does not open the backup '{name}'."),
    "S025": fault("数据库里已有数据（{rows} 条），没有覆盖。确要替换，请加 --replace，现有数据会另行保留。",
                  "The database holds data ({rows} rows) and was not overwritten. To replace it add --replace; what is there "
                  "is kept aside."),
    "S026": fault("备份来自 {theirs}，而 DATABASE_URL 指向 {ours}。请在同一种数据库上恢复。",
                  "The backup comes from {theirs}, but DATABASE_URL names {ours}. Restore it on the same kind of database."),
    "S027": fault("数据库正在使用（{what}）。请先停止服务，再恢复。",
                  "The database is in use ({what}). Stop the server first, then restore."),
    "S028": fault("备份“{name}”中加密的个人信息要用另一份密钥读取，而备份里没有密钥。请先把当时的密钥文件放到 {file}，"
                  "再恢复。",
                  "The personal fields in the backup '{name}' need other keys than these, and the backup holds none. Put the "
                  "key file of that time at {file} first."),
    "S029": fault("新备份的试恢复与原数据不一致（{what}），备份已删除。请检查磁盘后重做。",
                  "Restoring the new backup on trial gave something else than the data ({what}), so it was removed. Check the "
                  "disk and make another."),
    "S030": fault("数据库用户不能建模式，备份无法试恢复，因此没有保留。请由管理员执行："
                  "GRANT CREATE ON DATABASE {database} TO {user}",
                  "The database user may not create a schema, so the backup cannot be tried out and was not kept. Let its "
                  "administrator run: GRANT CREATE ON DATABASE {database} TO {user}."),
    "S031": fault("另一个备份或恢复正在进行。请等它结束后再试。",
                  "Another backup or restore is under way. Wait for its end, then try again."),
    "S032": fault("数据库的表与版本 {revision} 的迁移不符（{what}），无法用它恢复。请把多出的表移到别处，或补上相应的迁移。",
                  "The tables are not those that the migrations make at {revision} ({what}), so this could not be restored. "
                  "Move tables that are not ours elsewhere, or bring the migrations that made them."),
    "S033": fault("环境变量 FIELD_KEY 与备份中的密钥不同。请改正或去掉该设置，再恢复。",
                  "The setting FIELD_KEY differs from the keys in the backup. Correct it or leave it out, then restore."),
    "S034": warning("有 {count} 个附件不在文件夹中，或与数据库的记录不一致，备份里没有它们的原件。请检查 instance/files。",
                    "{count} attachments are not in the folder of files, or not what the database says, so the backup lacks "
                    "them. Look into instance/files."),
    "S035": warning("备份中不含密钥。没有 instance/keys.json，备份里加密的个人信息无法读取：请把它的副本另外保管，"
                    "不要与备份放在一起；"
                    "设置 BACKUP_PASSPHRASE 后，备份会加密并包含密钥。",
                    "The backup holds no keys: without instance/keys.json its personal fields cannot be read. Keep a copy of "
                    "that file apart from the backups; with BACKUP_PASSPHRASE set, backups are encrypted and hold the keys."),
}
