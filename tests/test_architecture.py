"""The rules of the house (ARCHITECTURE.md) that import-linter does not see."""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import Field, ForeignKey, Model
from procrastinate.contrib.django import app as jobs
from wagtail.models import LockableMixin

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "baraza"
LONGEST = 400
# Inside a package, from the top: each may import those after it. Everything else is a module of
# the package's own, which stands wherever it must.
ORDER = ["receivers", "tasks", "actions", "queries", "rules", "models", "signals"]
FORBIDDEN_NAMES = {"utils", "helpers", "helper", "misc", "util", "common_utils"}
WEB_ONLY = ("django.http", "django.shortcuts", "django.views", "django.forms", "wagtail.admin")


def layers_of(container: str) -> list[str]:
    """The packages of a container from the lowest to the highest, as import-linter is told."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [
        contract
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == [container]
    ]
    return [layer.strip("()") for layer in reversed(contract["layers"])]


LAYERS = layers_of("baraza")
INSIDE = {layer: layers_of(f"baraza.{layer}") for layer in ("base", "dialogue")}


def sources(folder: Path = HOUSE) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*.py") if not {"migrations", ".venv"} & {*path.parts}
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Everything a module names in its imports, as dotted paths; both `a.b` and `a.b.c` of
    `from a.b import c`."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path.parent / "x")
    package = package.removesuffix(".x")
    only_for_types = {
        inner
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if node in only_for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            origin = ".".join(filter(None, [*(above if node.level else []), node.module]))
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("baraza.")]


def height(model: type[Model]) -> tuple[int, int]:
    """Where a model's package stands in the house."""
    _, layer, package, *_ = model.__module__.split(".")
    inside = INSIDE.get(layer, [package])
    return LAYERS.index(layer), inside.index(package)


def test_the_order_inside_a_package():
    wrong = []
    for path in sources():
        parts = module_name(path).split(".")
        for depth, own in enumerate(parts):
            if own in ORDER and depth >= 2:
                break
        else:
            continue
        package = ".".join(parts[:depth])
        for name in imports(path):
            if not name.startswith(package + "."):
                continue
            other = name.removeprefix(package + ".").split(".")[0]
            if other in ORDER and ORDER.index(other) < ORDER.index(own):
                wrong.append(f"{module_name(path)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_only_web_and_config_speak_http():
    wrong = [
        f"{module_name(path)} imports {name}"
        for path in sources()
        if module_name(path).split(".")[1:2] not in (["web"], ["config"])
        for name in imports(path)
        if name.startswith(WEB_ONLY)
    ]
    assert not wrong, "\n".join(wrong)


def test_actions_know_no_screens_and_models_no_actions():
    wrong = [
        f"{module_name(path)} imports {name}"
        for path in sources()
        if module_name(path).split(".")[1:2] != ["config"] and "web" not in path.parts
        for name in imports(path)
        if name.startswith(("baraza.web", "baraza.config"))
    ]
    assert not wrong, "\n".join(wrong)


def test_pure_mail_modules_need_no_database():
    wrong = [
        f"{module_name(path)} imports {name}"
        for path in sources(HOUSE / "base" / "channels" / "email")
        for name in imports(path)
        if name.startswith("django.db") and path.name != "identity.py"
    ]
    assert not wrong, "\n".join(wrong)


def relations() -> list[tuple[type[Model], Field]]:
    return [
        (model, field)
        for model in own_models()
        for field in model._meta.get_fields(include_hidden=False)
        if field.is_relation
        and not field.auto_created
        and isinstance(field, (ForeignKey, Field))
        and isinstance(field.related_model, type)
        and field.model is model
    ]


def test_foreign_keys_point_down():
    wrong = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for model, field in relations()
        if field.related_model.__module__.startswith("baraza.")
        and height(field.related_model) > height(model)
    ]
    assert not wrong, "\n".join(wrong)


def test_relations_to_another_package_leave_nothing_there():
    wrong = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for model, field in relations()
        if field.related_model.__module__.startswith("baraza.")
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
        # Wagtail's own way of saying who has a text open.
        and not (issubclass(model, LockableMixin) and field.name == "locked_by")
    ]
    assert not wrong, "\n".join(wrong)


def test_no_generic_foreign_keys_and_no_multi_table_inheritance():
    generic = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    # Pages and ways of approval are Wagtail's: only the site's own pages stand upon its tables.
    inherited = [
        model.__name__
        for model in own_models()
        if model._meta.parents and model._meta.app_label != "site"
    ]
    assert (generic, inherited) == ([], [])


def test_no_business_in_save_or_delete():
    wrong = [
        f"{model.__name__}.{name}"
        for model in own_models()
        for name in ("save", "delete")
        if name in vars(model)
    ]
    assert not wrong


def test_no_file_is_longer_than_it_can_be_read():
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in (HOUSE, ROOT / "benchmarks")
        for path in sources(folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_no_name_that_says_nothing():
    wrong = [
        str(path.relative_to(ROOT))
        for folder in (HOUSE, ROOT / "tests", ROOT / "benchmarks")
        for path in folder.rglob("*")
        if path.stem in FORBIDDEN_NAMES
    ]
    assert not wrong


def test_no_unfinished_business():
    words = re.compile(r"\b(?:TODO|FIXME|XXX)\b|coming soon", re.IGNORECASE)
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert not wrong


def test_packages_open_by_saying_what_they_are_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name == "__init__.py"
        and path.parent.name not in {"templatetags", "models"}
        and not ast.get_docstring(tree(path))
    ]
    assert not silent


def constants(path: Path) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def enqueued() -> Iterator[tuple[Path, str]]:
    for path in sources():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "enqueue"
                and node.args
            ):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    yield path, name.value
                elif isinstance(name, ast.Name) and name.id in constants(path):
                    yield path, constants(path)[name.id]
                elif path.name != "jobs.py":
                    value = getattr(import_module(module_name(path)), ast.unparse(name), None)
                    yield path, value or f"(cannot be read: {ast.unparse(name)})"


def test_every_job_that_is_asked_for_exists():
    asked = list(enqueued())
    assert len(asked) >= 4
    wrong = [f"{path.relative_to(ROOT)}: {name}" for path, name in asked if name not in jobs.tasks]
    assert not wrong


def public_functions(*kinds: str) -> Iterator[tuple[str, object]]:
    for path in sources():
        name = module_name(path)
        _, layer, *inside = [*name.split("."), ""]
        kind = {"base": inside[1:2], "dialogue": inside[1:2], "insight": inside[:1]}
        if layer == "flows":
            kind["flows"] = ["flows"] if path.name not in {"apps.py", "tasks.py"} else []
        if not {*kind.get(layer, [])} & {*kinds}:
            continue
        module = import_module(name)
        for attribute, value in vars(module).items():
            if (
                inspect.isfunction(value)
                and not attribute.startswith("_")
                and value.__module__ == name
            ):
                yield f"{name}.{attribute}", value


def package_of(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[:3] if parts[1:2] in (["base"], ["dialogue"]) else parts[:2])


@cache
def known_outside() -> frozenset[str]:
    """Whatever a module names that belongs to another package: functions, or modules whole."""
    return frozenset(
        name
        for path in sources()
        for name in imports(path)
        if name.startswith("baraza.") and package_of(name) != package_of(module_name(path))
    )


def is_asked_for(name: str) -> bool:
    module = name.rpartition(".")[0]
    if name in known_outside():
        return True
    # `from package import module`; `from package.module import other` names the module too.
    whole = module in known_outside()
    return whole and not any(other.startswith(f"{module}.") for other in known_outside())


@pytest.mark.parametrize("kind", ["actions", "queries", "flows"])
def test_public_functions_take_keyword_arguments_and_say_what_they_take(kind: str):
    wrong = []
    checked = 0
    for name, function in public_functions(kind):
        if not is_asked_for(name):
            continue
        signature = inspect.signature(inspect.unwrap(function))
        checked += 1
        for parameter in signature.parameters.values():
            is_by_place = parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            # The one thing a function is about reads as a sentence: `with within(office):`.
            if is_by_place and len(signature.parameters) > 1:
                wrong.append(f"{name}({parameter.name}) can be given by place")
            if parameter.annotation is parameter.empty:
                wrong.append(f"{name}({parameter.name}) has no type")
        if signature.return_annotation is signature.empty:
            wrong.append(f"{name} does not say what it returns")
    assert checked
    assert not wrong, "\n".join(wrong)


def test_a_moment_is_not_named_a_date_nor_a_date_a_moment():
    wrong_ends = {"DateTimeField": ("_date", "_on", "_day"), "DateField": ("_at", "_time")}
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        if field.name.endswith(wrong_ends.get(field.get_internal_type(), ("(none)",)))
    ]
    assert not wrong
