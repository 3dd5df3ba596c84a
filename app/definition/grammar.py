"""The grammar of the YAML files: which keys there are and what each may hold.

marshmallow refuses (with problem codes) and gives back plain data with :class:`FieldType` objects in it; ``building``
turns that into the frozen types. The same grammar gives editors their JSON Schema (``publish``): ``doc`` is what a
person reads there when pointing at a key.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from app.fieldtypes import BY_KIND, FieldType
from app.fieldtypes.options import MAPPING, Mapped, flag, key, listed, mapping, messages, one_of, text, whole, words
from app.problems import BadValue, nearest
from app.words import Words


def doc(zh: str, en: str) -> dict[str, Any]:
    """What a key is for."""
    return {"metadata": {"doc": Words(zh, en)}}


class Strict(Schema):
    """A mapping with exactly the declared keys; another one is refused with what may stand there."""

    class Meta:
        unknown = RAISE

    #: Keys that are taken before the grammar sees the mapping.
    also: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        known = (*self.also, *(field.data_key or name for name, field in self.fields.items()))
        codes: dict[str, Any] = {"type": BadValue("D103", expected=MAPPING), "unknown": BadValue("D101", known=known)}
        self.error_messages = {**self.error_messages, **codes}


def nested(schema: type[Schema], **kwargs: Any) -> fields.Field[Any]:
    """A mapping of the given grammar."""
    return fields.Nested(schema, error_messages=messages(MAPPING), **kwargs)


class AnyValue(fields.Field[Any]):
    """A text, number or boolean: a default is given as a person would type it."""

    default_error_messages = messages(Words("一个值", "a value"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, (dict, list)):
            raise self.make_error("invalid")
        return value


class Acts(fields.Field[Any]):
    """A list of acts, or the name of a set of acts of roles.yaml."""

    default_error_messages = messages(Words("一个权限组名或权限列表", "the name of a set or a list of acts"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        good = isinstance(value, str) or (isinstance(value, list) and all(isinstance(act, str) for act in value))
        if not good:
            raise self.make_error("invalid")
        return value


# -- a field -------------------------------------------------------------------------------------


class CheckGrammar(Strict):
    """A rule that every record keeps, and what to say when it does not."""

    rule = text(required=True, **doc("必须成立的规则", "the rule that must hold"))
    message = words(required=True, **doc("不成立时告诉用户什么", "what to say when it does not"))


class FieldGrammar(Strict):
    """The keys that every field may have, beside the options of its type."""

    also = ("type",)

    label = words(required=True, **doc("名称，也是导入导出的列名", "its name, also the heading in files"))
    required = flag(**doc("必填", "must be filled"))
    unique = flag(**doc("有效记录中不得重复", "no two records that are not void have the same value"))
    default = AnyValue(**doc("新建时的默认值，按人填写的样子写；today、my_unit、sole 各代表今天、我的单位、唯一的一个",
                             "what a new record begins with, as a person would type it; today, my_unit and sole (the only "
                             "one there is) stand for what they say"))
    help = words(**doc("表单上的说明", "a line of help in the form"))
    source = text(**doc("出处", "the document it comes from"))
    was = key(**doc("从前的键：改名后数据随之而来", "its former key: a renamed field keeps its data"))
    visible_if = text(**doc("何时显示（规则）", "a rule: when the form shows it"))
    required_if = text(**doc("何时必填（规则）", "a rule: when it must be filled"))
    check = listed(nested(CheckGrammar), **doc("必须成立的规则", "rules that a record must keep"))
    computed = text(**doc("由规则算出，不存储", "a rule that gives the value; nothing is stored"))
    mask = flag(**doc("无权查看完整号码的人只见星号", "stars for whoever may not see full numbers"))
    encrypted = flag(**doc("在数据库中加密存放", "lies encrypted in the database"))
    searchable = flag(**doc("搜索框可以找到", "the search box looks into it"))
    synonyms = listed(text(), **doc("文件里这一列的其他叫法", "what else a file may call the column"))
    follows = text(**doc("为空时，单位取自这个引用字段所指的记录",
                         "when empty, the unit is that of the record this other field names"))
    kept_by = text(**doc("由哪个行为包写入；人不填", "the behaviour pack that writes it; nobody types it"))


@cache
def field_grammar(kind: type[FieldType]) -> Schema:
    """The grammar of a field of this type: common keys and the type's own options."""
    made: type[Schema] = type(f"{kind.__name__}Field", (FieldGrammar,), dict(kind.options))
    return made()


class TypedField(fields.Field[dict[str, Any]]):
    """A field: ``type:`` selects the grammar of the rest. Gives the common keys with ``type`` as a FieldType."""

    default_error_messages = messages(MAPPING)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        kind = _kind(value)
        loaded: dict[str, Any] = field_grammar(kind).load({k: v for k, v in value.items() if k != "type"})
        own = {option.attribute or name for name, option in kind.options.items()}
        loaded["type"] = kind(**{name: loaded.pop(name) for name in own if name in loaded})
        return loaded


def _kind(value: dict[str, Any]) -> type[FieldType]:
    if "type" not in value:
        raise ValidationError([BadValue("D102", key="type")])
    word = value["type"]
    if not isinstance(word, str) or word not in BY_KIND:
        unknown = BadValue("D110", given=word, near=nearest(str(word), BY_KIND))
        raise ValidationError({"type": [unknown]})
    return BY_KIND[word]


# -- a register ----------------------------------------------------------------------------------


class ScopeGrammar(Strict):
    """Where a row belongs: ``kind`` and, for ``unit`` and ``through``, the field ``by``."""

    kind = one_of(("unit", "tree", "through", "shared"), required=True, **doc(
        "unit：by 字段所指的单位；through：by 字段所指的上级记录；tree：本身就是单位；shared：不分单位",
        "unit: the unit that the field `by` names; through: the parent row that `by` names; tree: the row is a unit; "
        "shared: no unit"))
    by = text(**doc("指明单位或上级记录的引用字段", "the reference field that leads to the unit or the parent row"))
    directory = flag(**doc("下级单位也能查看上级的这些记录", "units below may read the rows of the units above them too"))


class GroupGrammar(Strict):
    """Fields that stand together in the form."""

    label = words(required=True)
    fields = listed(text(), least=1, required=True, **doc("字段的键", "keys of fields"))  # type: ignore[assignment]


class ChildrenGrammar(Strict):
    """Rows of another register below this one."""

    label = words(required=True)
    register = text(required=True, **doc("下级登记簿", "the register of the child rows"))
    by = text(required=True, **doc("下级登记簿中指回本登记簿的引用字段", "the child's reference field that points back here"))
    in_form = flag(**doc("与本记录在同一张表单中填写", "filled in together with this record, in one form"))


class ChartGrammar(Strict):
    """A declared chart."""

    label = words(required=True)
    kind = one_of(("bar", "stacked_bar"), required=True)
    group_by = text(required=True, **doc("按哪个字段分组", "the field whose values are the groups"))
    bucket = one_of(("month", "year"), **doc("日期按月或按年归并", "dates are taken together by month or year"))
    stack_by = text(**doc("堆叠条再按哪个字段分", "the field whose values are stacked"))
    measure = text(**doc("count（条数）或要合计的数字字段", "count, or a number field to add up"))
    where = text(**doc("只统计符合规则的记录", "a rule: only these records count"))


class ImportGrammar(Strict):
    """How a file's rows meet the register's."""

    match_on = listed(listed(text(), least=1), least=1, required=True, **doc(
        "依次尝试的识别键，每个由一个或几个字段组成",
        "keys to recognise a record by, tried in turn; each is one or several fields"))
    when_exists = one_of(("update", "skip", "refuse"), **doc("已有该记录时怎么办", "what to do where the record exists"))


class DuplicatesGrammar(Strict):
    """When a new record is perhaps there already."""

    same = listed(text(), least=1, required=True, **doc("必须相同的字段；所属单位按同村(社区)算",
                                                        "fields that are the same; the unit counts by village"))
    overlap = listed(text(), least=1, required=True, **doc(
        "有一处相近即提示：本登记簿的文本字段，或“下级记录.字段”",
        "one of these meets: a text of the register, or CHILDREN.FIELD"))
    date = text(required=True, **doc("按哪个日期算", "the date that counts"))
    days = whole(1, 3650, required=True, **doc("前后多少天之内", "within how many days"))
    source = text(**doc("出处", "the document it comes from"))


class RegisterGrammar(Strict):
    """One file of ``schema/entities/``; its name is the register's key."""

    label = words(required=True, **doc("登记簿的名称", "the register's name"))
    one = words(**doc("单条记录怎么称呼", "what one record is called"))
    source = text(**doc("出处", "the document it comes from"))
    help = words(**doc("列表页上的说明", "a line of help on the list"))
    icon = text(**doc("菜单里的图标，static/icons.svg 中的一个名称", "its drawing in the menu, a name of static/icons.svg"))
    was = key(**doc("从前的键：改名后数据随之而来", "its former key: a renamed register keeps its data"))
    scope = nested(ScopeGrammar, required=True, **doc("每条记录属于哪个单位", "which unit a record belongs to"))
    names_itself = text(required=True, **doc("一条记录怎样自称，如 {number} {title}",
                                             "how a record names itself, such as {number} {title}"))
    natural_key = listed(text(), least=1, **doc("合起来不得重复的字段", "fields that together are unique"))
    fields_ = mapping(TypedField(), data_key="fields", required=True, **doc("字段，按显示顺序", "the fields, in their order"))
    list = listed(text(), least=1, required=True, **doc("列表显示的字段", "the columns of the list"))
    filters = listed(text(), **doc("可以筛选的字段", "fields that can be filtered by"))
    search_hint = words(**doc("搜索框里的提示", "the hint in the search box"))
    order = listed(text(), least=1, **doc("可选的排序，第一个是默认；- 表示从大到小",
                                          "sorts, the usual one first; - means descending"))
    groups = mapping(nested(GroupGrammar), **doc("表单分组", "groups of the form"))
    parent = text(**doc("指向上级记录的引用字段", "the reference field to the parent record"))
    children = mapping(nested(ChildrenGrammar), **doc("下级记录", "child rows"))
    charts = mapping(nested(ChartGrammar), **doc("图表", "charts"))
    import_ = nested(ImportGrammar, data_key="import", **doc("导入规则；不写则不能导入",
                                                             "how files are taken in; without it none are"))
    quick = listed(text(), least=1, **doc("手机快速登记表的字段，其余以后补", "the fields of the short form for phones"))
    duplicates = nested(DuplicatesGrammar, **doc("何时提示可能重复", "when a new record is perhaps there already"))
    append_only = flag(**doc("只增不改", "records are added, never changed"))
    behaves = listed(text(), **doc("参加的行为包", "behaviour packs it takes part in"))
    grants = Mapped(Acts(), required=True, **doc("各角色的权限：权限组名或权限列表",
                                                 "what each role may do: a named set or a list of acts"))


# -- roles, vocabularies, menu -------------------------------------------------------------------


class RoleGrammar(Strict):
    """One role of ``roles.yaml``."""

    label = words(required=True)
    level = one_of(("county", "town", "village", "grid"), **doc("在哪一级单位任职", "the level of the unit it is held at"))
    rows = one_of(("subtree", "held", "none"), required=True, **doc(
        "subtree：本单位及以下；held：本部门承办或牵头的；none：不接触业务数据",
        "subtree: the unit and all below; held: what the department holds or leads; none: no business rows"))
    abilities = listed(text(), **doc("登记簿以外的能力", "what it may do beside registers"))
    grants_roles = listed(text(), **doc("可以授予哪些角色", "the roles it may grant"))
    excludes = listed(text(), **doc("不能与哪些角色由同一人担任", "roles that the same person cannot hold"))


class RolesGrammar(Strict):
    """``schema/roles.yaml``."""

    sets = Mapped(Acts(), **doc("有名字的权限组", "named sets of acts"))
    roles = mapping(nested(RoleGrammar), required=True, **doc("角色", "the roles"))


class TermGrammar(Strict):
    """One term of a vocabulary."""

    zh = text(required=True)
    en = text(required=True)
    synonyms = listed(text(), **doc("文件里的其他写法", "what else a file may write"))
    attributes = mapping(text(), **doc("词表声明的属性", "values of the attributes that the vocabulary declares"))


class VocabularyGrammar(Strict):
    """One file of ``schema/vocabularies/``; its name is the vocabulary's key."""

    label = words(required=True)
    source = text(**doc("出处", "the document it comes from"))
    editable = flag(**doc("县级可以增补（默认可以）", "the county may extend it (it may unless this is false)"))
    attributes = mapping(words(), **doc("词条另带的属性", "what each term says beside its words"))
    terms = mapping(nested(TermGrammar), required=True, **doc("词条，按显示顺序", "the terms, in their order"))


class EntryGrammar(Strict):
    """``{register: …}`` or ``{page: …}``; a check sees to it that it is exactly one of them."""

    register = text(**doc("登记簿", "a register"))
    page = text(**doc("单独的页面", "a page of its own"))


class MenuGroupGrammar(Strict):
    """A heading of the menu."""

    label = words(required=True)
    icon = text(required=True, **doc("图标名", "the name of its icon"))
    entries = listed(nested(EntryGrammar), least=1, required=True, **doc("菜单项", "its entries"))


class MenuGrammar(Strict):
    """``schema/menu.yaml``."""

    groups = mapping(nested(MenuGroupGrammar), required=True, **doc("菜单分组", "the groups of the menu"))
