"""What the templates show: frozen values that views fill and templates/ draw. No query, no session, no request in here.

A page is drawn by the template its docstring names: ``render_template("list.html", page=ListPage(…), shell=Shell(…))``.
"""

from app.views.page.details import (
    Change,
    ChildTable,
    DetailPage,
    Fact,
    FactGroup,
    File,
    Files,
    Grade,
    History,
    HistoryEntry,
    Past,
    PrintedPart,
    PrintedRecord,
    Step,
    Tab,
    TabKind,
)
from app.views.page.forms import (
    ActPage,
    Children,
    ChildRow,
    FieldView,
    FormGroup,
    FormPage,
    Kept,
    PasswordPage,
    PasswordRule,
    StaleField,
    StalePage,
)
from app.views.page.imports import (
    CellNote,
    Count,
    ImportPreview,
    ImportResult,
    ImportUpload,
    Match,
    PlannedRow,
    Reading,
    RowFate,
    SheetLine,
)
from app.views.page.lists import (
    Bulk,
    BulkPreview,
    CellForm,
    Chip,
    ColumnChooser,
    ExportsPage,
    Filter,
    ListPage,
    Option,
    Pager,
    PrintedList,
    QueryBar,
    Refusal,
    SavedViewChip,
    SavedViewsPage,
    TablePage,
    UnitLine,
    UnitPlace,
    UnitTree,
)
from app.views.page.parts import Act, Cell, Column, Empty, Link, Notice, Problem, Row, Shade, Table, Tag, Tone
from app.views.page.returns import ReturnFigure, ReturnsBoardPage, ReturnsBoardRow, SheetPage, SheetPaper, StateTag
from app.views.page.shell import MenuEntry, MenuGroup, Person, Shell
from app.views.page.style import StyleFile, StylePage, StylePiece, StyleState
from app.views.page.system import (
    AccountPage,
    ActMark,
    ApiPage,
    DeclarationsPage,
    DeclaredRegister,
    DutyView,
    ErrorPage,
    LoginPage,
    ProfilePage,
    RoleColumn,
    RoleRow,
    RolesPage,
)
from app.views.page.work import (
    BoardCell,
    BoardColour,
    BoardPage,
    BoardRow,
    CaseLine,
    ChartPage,
    Figure,
    FigureRow,
    Heading,
    HomePage,
    News,
    PalettePage,
    PeriodChooser,
    Rate,
    SummaryPage,
    Todo,
    TodoGroup,
    TodoLine,
    TodoPage,
)

__all__ = [
    "AccountPage", "Act", "ActMark", "ActPage", "ApiPage", "BoardCell", "BoardColour", "BoardPage", "BoardRow", "Bulk",
    "BulkPreview", "CaseLine", "Cell", "CellForm", "CellNote", "Change", "ChartPage", "ChildRow", "ChildTable",
    "Children", "Chip", "Column", "ColumnChooser", "Count", "DeclarationsPage", "DeclaredRegister", "DetailPage",
    "DutyView", "Empty", "ErrorPage", "ExportsPage", "Fact", "FactGroup", "FieldView", "Figure", "FigureRow", "File", "Files",
    "Filter", "FormGroup", "FormPage", "Grade", "Heading", "History", "HistoryEntry", "HomePage", "ImportPreview",
    "ImportResult", "ImportUpload", "Kept", "Link", "ListPage", "LoginPage", "Match", "MenuEntry", "MenuGroup", "News",
    "Notice", "Option", "Pager", "PalettePage", "PasswordPage", "PasswordRule", "Past", "PeriodChooser", "Person",
    "PlannedRow", "PrintedList", "PrintedPart", "PrintedRecord", "Problem", "ProfilePage", "QueryBar", "Rate",
    "Reading", "Refusal", "ReturnFigure", "ReturnsBoardPage", "ReturnsBoardRow", "RoleColumn", "RoleRow", "RolesPage", "Row",
    "RowFate", "SavedViewChip", "SavedViewsPage", "Shade", "SheetLine", "SheetPage", "SheetPaper", "Shell", "StaleField",
    "StalePage", "StateTag", "Step", "StyleFile", "StylePage", "StylePiece", "StyleState",
    "SummaryPage", "Tab", "TabKind", "Table", "TablePage", "Tag", "Todo", "TodoGroup", "TodoLine", "TodoPage", "Tone", "UnitLine", "UnitPlace", "UnitTree",
]
