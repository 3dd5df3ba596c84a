"""S…: setting up an installation, and bringing its database to what is declared."""

from app.problems.catalogue.detail import fault

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
}
