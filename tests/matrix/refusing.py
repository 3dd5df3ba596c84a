"""Every door of the application by which something can be changed, tried on what the role may not change.

``ATTACKS`` says for each kind of door what is tried; a rule of a kind that nobody taught this file raises. An attack is
what the declarations do not grant: the act is not the role's, or the record, or where it would go, is out of its sight
(``oracle.py``).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.behaviours.asking_hazards import asked_of
from tests.matrix.aims import TEXT, Attack, Attacks, On
from tests.matrix.doors import Doors
from tests.matrix.growing import PLACES
from tests.matrix.rosters import roster

#: Doors that take files to import.
UPLOADS = frozenset({"view.upload", "api.bring"})

#: What an act on a case is told: enough for each of them.
_SAID = {"reason": "试", "risk_level": "major", "colour": "red", "outcome": "success", "method": "mediation",
         "resolved_on": "2026-08-04",
         "agreement": "试", "unresolved_reason": "试", "ended_on": "2026-08-04", "agreed": "no", "relapsed": "no",
         "unit": "1", "department": "1", "person": "1", "leaves": "no", "pause_cause": "away", "card": "yellow",
         "due_on": "2026-08-20", "rectified_on": "2026-08-04", "rectified_by": "陈样甲", "measures": "试",
         "verified_on": "2026-08-04", "verified_by": "陈样乙", "result": "stable", "grade": "good",
         "demand": "试", "cause": "试", "improvement": "试"}


# -- records -------------------------------------------------------------------------------------


def _add(on: On) -> Iterator[Attack]:
    if not on.may("create"):
        if on.method == "POST" and on.kind == "api.post":
            yield on.attack("into a unit that is not theirs", "", body=on.fresh())
        else:
            yield on.attack("into a unit that is not theirs", "add",
                            form={key: str(value) for key, value in on.fresh().items()})


def _quick(on: On) -> Iterator[Attack]:
    if not on.may("create"):
        said = {key: str(value) for key, value in on.fresh().items() if key in on.register.quick}
        yield on.attack("into a unit that is not theirs", "quick", form=said)


def _edit(on: On) -> Iterator[Attack]:
    if not on.may("edit"):
        yield on.attack("change", f"edit/{on.id}", form=on.form())
        by = on.register.scope.by
        mine = on.by.grown.ids["unit"]["own"]
        if by and by in on.fresh() and on.register.scope.kind == "unit":
            yield on.attack("move in", f"edit/{on.id}", form=on.form(**{by: mine}))
        return
    for key, target in on.hidden_targets():
        yield on.attack(f"point {key} out of sight", f"edit/{on.id}", form=on.form(**{key: target}))
    yield from _child_rows(on)


def _cell(on: On) -> Iterator[Attack]:
    """One field of a record that is not theirs, and of their own one that points out of sight."""
    if not on.may("edit"):
        texts = [each.key for each in on.register.written_fields if each.type.kind in ("text", "long_text") and not each.secret]
        yield from (on.attack(f"change {key}", f"cell/{on.id}/{key}", form={key: TEXT, "version": str(on.version)})
                    for key in texts[-1:])
        return
    for key, target in on.hidden_targets():
        form = {key: str(target), "version": str(on.version)}
        yield on.attack(f"point {key} out of sight", f"cell/{on.id}/{key}", form=form)


def _child_rows(on: On) -> Iterator[Attack]:
    """A row of somebody else's record, sent as if it stood in this form."""
    for child in on.register.children.values():
        hidden = next((place for place in PLACES if (child.register, place) not in on.by.seen), None)
        if child.in_form and hidden:
            row = on.by.grown.ids[child.register][hidden]
            forged = {f"{child.key}-0-row_id": row, f"{child.key}-0-name": "试改样", f"{child.key}-0-removed": ""}
            yield on.attack("a row of another's", f"edit/{on.id}", form=on.form(**forged))


def _put(on: On) -> Iterator[Attack]:
    if not on.may("edit"):
        yield on.attack("change", str(on.id), body={**on.fresh(), "version": on.version})
        return
    for key, target in on.hidden_targets():
        yield on.attack(f"point {key} out of sight", str(on.id), body={key: target, "version": on.version})


def _void(on: On) -> Iterator[Attack]:
    if not on.may("void"):
        yield on.attack("void", f"void/{on.id}", form={"reason": "试"})


def _delete(on: On) -> Iterator[Attack]:
    if not on.may("void"):
        yield on.attack("void", str(on.id), body={"reason": "试", "version": on.version})


def _restore(on: On) -> Iterator[Attack]:
    void = on.by.grown.void_ids.get((on.key, on.place))
    if void and not on.may("void"):
        if on.kind == "api.restore":
            version = on.by.grown.town.record(on.key, void).version
            yield on.attack("restore", f"{void}/restore", body={"version": version})
        else:
            yield on.attack("restore", f"restore/{void}", form={})


def _bulk(on: On) -> Iterator[Attack]:
    """Mixed with a record of one's own: all or nothing."""
    ids = [str(each) for each in (on.own(), on.id) if each]
    if not on.may("void"):
        yield on.attack("void", "bulk/", form={"act": "void", "id": ids, "sure": "1", "reason": "试"})
    if not on.may("edit"):
        texts = [each.key for each in on.register.written_fields if each.type.kind in ("text", "long_text") and not each.unique]
        yield from (on.attack("set", "bulk/", form={"act": "set", "id": ids, "field": key, "value": TEXT, "sure": "1"})
                    for key in texts[-1:])


def _case(on: On) -> Iterator[Attack]:
    for act, asked in asked_of(on.register).items():
        if not on.may(asked.act.grant):
            said = {ask.name: _SAID[ask.name] for ask in asked.asks}
            if on.kind == "api.case":
                yield on.attack(act, f"{on.id}/acts/{act}", body={**said, "version": on.version})
            else:
                yield on.attack(act, f"case/{act}/{on.id}", form=said)


def _return(act: str) -> Callable[[On], Iterator[Attack]]:
    """An act on a return that is not theirs to do."""
    said: Mapping[str, Any] = {"reason": "试", "zero": "no", "given": "7", "figure": "all.found"}
    asked = {"submit": ("reason",), "send_back": ("reason",), "figure": ("figure", "given", "reason")}[act]

    def attacks(on: On) -> Iterator[Attack]:
        if on.may("fill" if act == "figure" else act):
            return
        if on.kind.startswith("api."):
            yield on.attack(act, f"{on.id}/{act}", body={**{name: said[name] for name in asked}, "version": on.version})
        else:
            yield on.attack(act, f"{act}/{on.id}" + ("?figure=all.found" if act == "figure" else ""), form=dict(said))

    return attacks


def _reveal(on: On) -> Iterator[Attack]:
    if not on.may("full_numbers"):
        if on.kind == "api.reveal":
            yield on.attack("full numbers", f"{on.id}/reveal", body={"purpose": "试看"})
        else:
            yield on.attack("full numbers", f"reveal/{on.id}", form={"reason": "试看"})


def _attach(on: On) -> Iterator[Attack]:
    if not on.may("edit"):
        path = f"{on.id}/files" if on.kind == "api.attach" else f"attach/{on.id}"
        yield on.attack("a file", path, form={}, file=b"text")


def _detach(on: On) -> Iterator[Attack]:
    """The file of a record that is not theirs; at its own address, and at that of a record of theirs."""
    file, own = on.by.grown.files.get((on.key, on.place)), on.own()
    if file and not on.may("edit"):
        for record in filter(None, (on.id, own)):
            what, said = "a file" if record == on.id else "a file at another's address", {"reason": "试一试"}
            if on.kind == "api.detach":
                yield on.attack(what, f"{record}/files/{file}", body=said)
            else:
                yield on.attack(what, f"detach/{record}/{file}", form=said)


# -- files ---------------------------------------------------------------------------------------


def _upload(on: On) -> Iterator[Attack]:
    """New rows for a unit that is not theirs, and rows that match a record there."""
    if on.register.importing is not None and not on.may("import"):
        path = "import" if on.kind == "api.bring" else "import/"
        for what, text in (("new rows", TEXT), ("rows that are there", on.by.grown.canary(on.key, on.place))):
            yield on.attack(what, path, form={}, file=roster(on.by.grown, on.register, on.place, text))


def _run(step: str, **said: Any) -> Callable[[On], Iterator[Attack]]:
    """A step of the import of a file that somebody else has brought."""

    def attacks(on: On) -> Iterator[Attack]:
        run = on.by.doors.runs.get(on.key)
        if run:
            how = {"body" if on.kind.startswith("api.") else "form": said}
            yield on.attack("another's file", f"import/{run}/{step}", **how)

    return attacks


# -- accounts ------------------------------------------------------------------------------------


def _account(path: str, ability: str, **form: Any) -> Callable[[On], Iterator[Attack]]:
    """On an account elsewhere; roles that manage the accounts of the county may."""

    def attacks(on: On) -> Iterator[Attack]:
        role = on.by.grown.definition.roles[on.by.role]
        for account in on.by.strangers:
            if ability not in role.abilities or role.level != "county":
                units = {"unit": on.by.grown.ids["unit"]["elsewhere"]} if form else {}
                yield Attack(on.kind, ability, on.method, f"/accounts/{path.format(account)}", None, on.place,
                             {**form, **units})

    return attacks


def _hand_over(on: On) -> Iterator[Attack]:
    """From an account elsewhere to another one elsewhere, and to oneself."""
    yield from _account("hand_over/{}", "hand_over_duties", disable="no",
                        successor=on.by.strangers[-1] if on.by.strangers else 0)(on)


# -- cards ---------------------------------------------------------------------------------------


def _cards(path: str) -> Callable[[On], Iterator[Attack]]:
    """Cards that the role may not change: printing one publishes it."""

    def attacks(on: On) -> Iterator[Attack]:
        declared = on.by.grown.definition.registers["contact_card"]
        for place in PLACES:
            card = On(on.by, declared, place, on.kind, on.method)
            if not card.may("edit"):
                yield Attack(on.kind, "a card", on.method, f"/cards/{path.format(card.id)}", None, place, {"id": str(card.id)})

    return attacks


def _package(path: str, ability: str, *, always: bool = False) -> Callable[[On], Iterator[Attack]]:
    """A package without the ability, or of a unit elsewhere; ``always``: one that there is not."""

    def attacks(on: On) -> Iterator[Attack]:
        role = on.by.grown.definition.roles[on.by.role]
        if always or ability not in role.abilities or role.level != "county":
            yield Attack(on.kind, ability, on.method, f"/packages/{path}", None, on.place, {"unit": PLACES["elsewhere"]})

    return attacks


def _policy(on: On) -> Iterator[Attack]:
    """A new version of a policy, all but looked at, by who may only read."""
    if "edit_policies" not in on.by.grown.definition.roles[on.by.role].abilities:
        said = {"from": "2026-12-01", "source": "试", "expiry.soon.value": "7", "sure": "1"}
        yield Attack(on.kind, "a policy", on.method, "/policies/supplies/edit", None, on.place, said)


def _workbook(on: On) -> Iterator[Attack]:
    """Somebody else's workbook."""
    yield Attack(on.kind, "another's workbook", on.method, f"/exports/{on.by.doors.export}/remove", None, on.place, {})


def _message(on: On) -> Iterator[Attack]:
    """A message that was sent, tried again by who does not run the system; what happens to one that failed: test_todo.py."""
    if "see_declarations" not in on.by.grown.definition.roles[on.by.role].abilities:
        yield Attack(on.kind, "a message", on.method, "/messages/again/1", None, on.place, {})


def _nothing(_on: On) -> Iterator[Attack]:
    """One's own session, language and password, and the file of an export: nobody else's."""
    yield from ()


ATTACKS: Mapping[str, Callable[[On], Iterator[Attack]]] = {
    "view.add": _add, "view.quick": _quick, "view.edit": _edit, "view.cell": _cell, "view.void": _void,
    "view.restore": _restore, "view.bulk": _bulk, "view.case": _case, "view.submit": _return("submit"),
    "view.send_back": _return("send_back"),
    "view.figure": _return("figure"), "api.submit": _return("submit"), "api.send_back": _return("send_back"),
    "api.figure": _return("figure"),
    "view.reveal": _reveal, "view.attach": _attach, "view.detach": _detach, "view.upload": _upload,
    "view.apply": _run("apply", mode="good"), "view.look": _run("look", header="0", was_header="1"),
    "view.cancel": _run("cancel"), "view.undo": _run("undo", edited="undo"),
    "view.export": _nothing, "api.export": _nothing,  # they read: doors.py
    "api.bring": _upload, "api.look": _run("look", header=0), "api.apply": _run("apply", mode="good"),
    "api.cancel": _run("cancel"), "api.undo": _run("undo", edited="undo"),
    "api.post": _add, "api.put": _put, "api.delete": _delete, "api.restore": _restore, "api.case": _case, "api.reveal": _reveal,
    "api.attach": _attach, "api.detach": _detach,
    "AccountView.add": _account("add", "manage_accounts", name="试样", username="shiyang", role="village_clerk"),
    "AccountView.grant": _account("grant/{}", "grant_roles", role="village_clerk"),
    "AccountView.end": _account("end/{0}/{0}", "grant_roles"),
    "AccountView.password": _account("password/{}", "reset_passwords"),
    "AccountView.invite": _account("invite/{}", "reset_passwords"),
    "AccountView.unlock": _account("unlock/{}", "reset_passwords"),
    "AccountView.hand_over": _hand_over,
    "InvitationView.choose": _nothing,  # by token alone: tests/views/test_people.py
    "CardsView.print": _cards("print"), "CardsView.revoke": _cards("revoke/{}"),
    "AccountView.person": _account("person/{}", "manage_accounts", person="1"),
    "AccountView.active": _account("active/{}", "manage_accounts"),
    "ExportsView.remove": _workbook, "PoliciesView.edit": _policy,
    "PackagesView.make": _package("make", "make_packages"), "PackagesView.bring": _package("bring", "bring_packages"),
    "PackagesView.apply": _package(f"{'0' * 32}/apply", "bring_packages", always=True),
    "PackagesView.remove": _package(f"{'0' * 32}/remove", "bring_packages", always=True),
    "LoginView.log_in": _nothing, "LoginView.logout": _nothing, "PasswordView.change": _nothing,
    "MessagesView.again": _message,
    # They write down what oneself has read and where oneself wants mail: tests/views/test_todo.py.
    "NoticesView.read": _nothing, "NoticesView.read_all": _nothing, "ProfileView.mail": _nothing,
    "SavedViewsView.save": _nothing, "SavedViewsView.change": _nothing,  # tests/views/test_saved_views.py
    "LanguageView.choose": _nothing, "TokenApi.login": _nothing, "TokenApi.refresh": _nothing,
}


def attacks_of(doors: Doors, role: str, registers: frozenset[str], strangers: tuple[int, ...] = ()) -> Attacks:
    """What a role tries."""
    return Attacks(doors, role, registers, ATTACKS, strangers)


def uploaded(attack: Attack) -> dict[str, Any]:
    """The form with its file."""
    return {**(attack.form or {}), **({"file": (io.BytesIO(attack.file),
                                                "试.csv" if attack.kind in UPLOADS else "试.txt")}
                                      if attack.file is not None else {})}
