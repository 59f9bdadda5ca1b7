"""Templates to be tried on: small invented ones, and changed copies of a real one."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.template import Resource, Stack, Template

Body = dict[str, Any]


class Editor:
    """A copy of a template, resource by resource, under the paths of the constructs."""

    def __init__(self, template: Template) -> None:
        self._stacks = {stack.name: deepcopy(dict(stack.body)) for stack in template.stacks}
        self._paths = {stack.name: dict(stack.paths) for stack in template.stacks}
        self._known = {resource.path: resource for resource in template.resources}

    def properties(self, path: str) -> Body:
        """Of the resource at the path, to be changed."""
        properties: Body = self._resources(self._known[path].stack)[self._id(path)]["Properties"]
        return properties

    def remove(self, path: str) -> None:
        """Take the resource away, and leave what names it."""
        del self._resources(self._known[path].stack)[self._id(path)]

    def add(self, path: str, type_: str, **properties: Any) -> None:
        """Put a resource at the path; its stack is the path's first part."""
        stack, _, rest = path.partition("/")
        logical_id = "".join(part for part in rest if part.isalnum())
        self._resources(stack)[logical_id] = {"Type": type_, "Properties": properties}
        self._paths[stack][logical_id] = path

    def arn(self, path: str) -> Body:
        """How another resource of the same stack names it."""
        return {"Fn::GetAtt": [self._id(path), "Arn"]}

    def exported(self, path: str) -> Body:
        """How a resource of another stack names it."""
        stack = self._known[path].stack
        name = f"{stack}:{self._id(path)}"
        output = {"Value": self.arn(path), "Export": {"Name": name}}
        self._stacks[stack].setdefault("Outputs", {})[f"Test{self._id(path)}"] = output
        return {"Fn::ImportValue": name}

    def done(self) -> Template:
        """The changed template."""
        return Template(
            tuple(Stack(name, body, self._paths[name]) for name, body in self._stacks.items())
        )

    def _resources(self, stack: str) -> Body:
        resources: Body = self._stacks[stack]["Resources"]
        return resources

    def _id(self, path: str) -> str:
        return self._known[path].logical_id


def changed(template: Template, change: Callable[[Editor], None]) -> Template:
    """A copy of the template with one thing changed."""
    editor = Editor(template)
    change(editor)
    return editor.done()


def stack(name: str, exports: Mapping[str, Any] | None = None, **resources: Body) -> Stack:
    """An invented stack: logical id = a type and its properties; the paths are `name/id`."""
    return Stack(
        name,
        {
            "Resources": resources,
            "Outputs": {
                f"Out{number}": {"Value": value, "Export": {"Name": export}}
                for number, (export, value) in enumerate((exports or {}).items())
            },
        },
        {logical_id: f"{name}/{logical_id}" for logical_id in resources},
    )


def template_of(**resources: Body) -> Template:
    """An invented template of one stack, `Shop`."""
    return Template((stack("Shop", **resources),))


def resource(type_: str, **properties: Any) -> Body:
    """One resource of a template."""
    return {"Type": type_, "Properties": properties}


def at(template: Template, path: str) -> Resource:
    """The resource at the path."""
    (only,) = template.at(path)
    return only


def the_only(findings: Findings) -> Finding:
    """The only finding; fails if there is none, or another."""
    found = list(findings)
    assert len(found) == 1, found
    return found[0]


def about(findings: Findings, identity: str) -> Finding:
    """The only finding about this."""
    return the_only(finding for finding in findings if finding.id == identity)
