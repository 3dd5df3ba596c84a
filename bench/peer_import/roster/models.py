"""The same fields, indexes and rules as our register team_member, as far as Django declares them."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_identity(value: str) -> None:
    """Length and check digit (GB 11643)."""
    if len(value) != 18 or not value[:17].isdigit():
        raise ValidationError("18 places")
    if "10X98765432"[sum(int(sign) * weight for sign, weight in zip(value, _WEIGHTS, strict=False)) % 11] != value[17]:
        raise ValidationError("check digit")


class Unit(models.Model):
    """A village."""

    code = models.CharField(max_length=15, unique=True)
    name = models.CharField(max_length=40)


class Team(models.Model):
    """The team of a village."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    name = models.CharField(max_length=60, unique=True)


class Member(models.Model):
    """A member of a team."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    name = models.CharField(max_length=50, db_index=True)
    sex = models.CharField(max_length=10, choices=[("男", "男"), ("女", "女")], blank=True)
    id_number = models.CharField(max_length=18, unique=True, validators=[check_identity])
    phone = models.CharField(max_length=20, blank=True, validators=[RegexValidator(r"^1[3-9]\d{9}$")])
    post = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=40, blank=True)
    skills = models.CharField(max_length=100, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    remarks = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["team", "name"]), models.Index(fields=["unit", "name"])]
