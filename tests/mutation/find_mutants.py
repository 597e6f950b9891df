"""Decides what is mutated: finds every mutant of the headers in scope, and writes a copy of them in which each one
sits behind a run-time switch (see printjob_mutants.hpp), so that one build serves them all.

Each kind of mutation is one function below. What they have in common: a mutant replaces one region of a file, and
only the unmutated branch holds further mutants, so the text grows little. Code that only the compiler evaluates is
left alone; tables that are looked up at run time get a copy whose entries can be mutated.
"""

import bisect
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import clang.cindex as clang
from clang.cindex import CursorKind as K
from clang.cindex import TypeKind as T

SWITCH = "::printjob_mutants::"

# Every operator with what it becomes. The first group is of conditions.
RELATIONS = {"<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="]}
ARITHMETIC = {"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "&": ["|"], "|": ["&"], "^": ["&"],
              "<<": [">>"], ">>": ["<<"]}
ASSIGNMENTS = {"+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "^=": ["|="], "|=": ["&="], "&=": ["|="]}
BINARY = {**RELATIONS, **ARITHMETIC, **ASSIGNMENTS, "&&": ["||"], "||": ["&&"]}
OTHER_BINARY = {"=", "<=>", "%=", "<<=", ">>=", ",", ".*", "->*"}

FUNCTIONS = (K.FUNCTION_DECL, K.CXX_METHOD, K.CONSTRUCTOR, K.FUNCTION_TEMPLATE, K.CONVERSION_FUNCTION)
INTEGERS = (T.INT, T.UINT, T.LONG, T.ULONG, T.LONGLONG, T.ULONGLONG, T.SHORT, T.USHORT, T.UCHAR, T.SCHAR, T.CHAR_S)
# Functions that only give things their names: their texts are pinned by the contract's tests.
NAMING_FUNCTIONS = {"name", "sentence"}
# Entries of a table that are its labels: nothing looks at them but the compiler's proofs.
LABELS = {("legend", "move")}


@dataclass
class Mutant:
    """One change of one place. `key` names it: no line number is in it."""

    file: str
    function: str
    operator: str
    context: str
    before: str
    after: str
    line: int
    table: str = ""  # the table that it is an entry of
    id: int = 0
    key: str = ""


@dataclass
class Edit:
    """A region of a file, and the mutants that can take its place. `form` says how they are switched."""

    start: int
    end: int
    form: str
    choices: list = field(default_factory=list)  # of (mutant, text)
    data: tuple = ()


@dataclass
class Surroundings:
    """Where the visitor is: the function, the text that tells a reader which place is meant, what is returned."""

    function: str = ""
    context: tuple = (0, 0)
    returns: object = None
    in_lambda: bool = False
    table: str = ""


class Header:
    """One file: its text, its tokens, and the edits found in it."""

    def __init__(self, path, name, unit):
        self.name = name
        self.text = path.read_bytes()
        source = unit.get_file(str(path))
        begin = clang.SourceLocation.from_offset(unit, source, 0)
        end = clang.SourceLocation.from_offset(unit, source, len(self.text))
        self.tokens = []
        for token in unit.get_tokens(extent=clang.SourceRange.from_locations(begin, end)):
            if token.kind != clang.TokenKind.COMMENT:
                self.tokens.append((token.extent.start.offset, token.extent.end.offset, token.spelling))
        self.starts = [token[0] for token in self.tokens]
        self.edits = []
        self.seen = set()

    def between(self, start, end):
        """The tokens that lie in a region."""
        first = bisect.bisect_left(self.starts, start)
        last = bisect.bisect_left(self.starts, end)
        return self.tokens[first:last]

    def token_before(self, offset):
        first = bisect.bisect_left(self.starts, offset)
        return self.tokens[first - 1][2] if first > 0 else ""

    def behind_semicolon(self, offset):
        """The end of the `;` that follows, or nothing if something else does."""
        first = bisect.bisect_left(self.starts, offset)
        if first < len(self.tokens) and self.tokens[first][2] == ";":
            return self.tokens[first][1]
        return None

    def slice(self, start, end):
        return self.text[start:end].decode()

    def condensed(self, start, end):
        """The text without comments and line ends."""
        text = re.sub(r"//[^\n]*", "", self.slice(start, end))
        return " ".join(text.split())


class Finder:
    """Visits the headers and collects their edits."""

    def __init__(self, include, headers, sources, arguments):
        """Finds the mutants of `headers` (names below `include`), which `sources` bring in."""
        text = "".join(f"#include <{name}>\n" for name in sources)
        unit = clang.Index.create().parse(
            "all.cpp", ["-std=c++20", f"-I{include}", *arguments], unsaved_files=[("all.cpp", text)])
        errors = [d for d in unit.diagnostics if d.severity >= clang.Diagnostic.Error]
        if errors:
            raise SystemExit("\n".join(str(error) for error in errors))
        self.headers = {str(include / name): Header(include / name, name, unit) for name in headers}
        self.mutants = []
        self.visit_scope(unit.cursor)
        self.finish()

    # --- where to look ---

    def visit_scope(self, scope):
        """Declarations: namespaces, classes, functions, members, tables."""
        for cursor in scope.get_children():
            if cursor.location.file is None:
                continue
            self.header = self.headers.get(cursor.location.file.name)
            if self.header is None:
                continue
            if cursor.kind in FUNCTIONS:
                self.visit_function(cursor)
            elif cursor.kind in (K.FIELD_DECL, K.VAR_DECL):
                self.visit_variable(cursor, Surroundings(function=scope.spelling or cursor.spelling))
            elif cursor.kind in (K.NAMESPACE, K.CLASS_DECL, K.STRUCT_DECL, K.CLASS_TEMPLATE,
                                 K.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION, K.UNEXPOSED_DECL, K.LINKAGE_SPEC):
                self.visit_scope(cursor)

    def visit_function(self, cursor):
        if cursor.spelling in NAMING_FUNCTIONS or not cursor.is_definition() or cursor.is_default_method():
            return
        body = next((c for c in cursor.get_children() if c.kind == K.COMPOUND_STMT), None)
        head_end = body.extent.start.offset if body else cursor.extent.end.offset
        if any(t[2] == "consteval" for t in self.header.between(cursor.extent.start.offset, head_end)):
            return
        name = cursor.spelling.split("<")[0]
        around = Surroundings(function=name, returns=cursor.result_type)
        for child in cursor.get_children():
            start, end = self.region(child)
            inner = Surroundings(name, (start, end), cursor.result_type)
            if child.kind == K.PARM_DECL:
                self.visit_variable(child, around)
            elif child.kind == K.COMPOUND_STMT:
                self.visit_statement(child, around)
            elif child.kind.is_expression() and self.header.token_before(start) != "requires":
                self.visit_expression(child, inner)

    def visit_variable(self, cursor, around):
        """Its initialiser. A constant of the compiler's is mutated where it is used, unless it is a table."""
        start, end = self.region(cursor)
        name_at = cursor.location.offset
        head = [t[2] for t in self.header.between(start, name_at)]
        around = Surroundings(around.function, (start, end), around.returns, around.in_lambda)
        if "constexpr" in head:
            if not self.is_table(cursor):
                return
            around.function = around.table = cursor.spelling
            edit = Edit(start, self.header.behind_semicolon(end) or end, "table", data=self.table_parts(cursor))
            self.header.edits.append(edit)
        for child in cursor.get_children():
            if child.extent.start.offset > name_at and child.kind.is_expression():
                self.visit_expression(child, around)

    def is_table(self, cursor):
        start, end = self.region(cursor)
        return "array" in cursor.type.spelling and self.header.text[end - 1:end] == b"}" and \
            len(self.header.between(cursor.location.offset, end)) > 3 and start < end

    def table_parts(self, cursor):
        """The text of a table's type, its name, and where its initialiser begins."""
        start = cursor.extent.start.offset
        name_at = cursor.location.offset
        words = self.header.between(start, name_at)
        first = next(i for i, word in enumerate(words) if word[2] == "constexpr") + 1
        is_local = cursor.semantic_parent.kind in FUNCTIONS
        is_member = cursor.semantic_parent.kind in (K.CLASS_DECL, K.STRUCT_DECL, K.CLASS_TEMPLATE)
        return (self.header.slice(words[first][0], words[-1][1]), cursor.spelling,
                name_at + len(cursor.spelling.encode()), is_local, is_member)

    # --- statements ---

    def visit_statement(self, cursor, around, alone_under_if=False):
        """A statement in its place. `alone_under_if`: to drop it is to make the condition false."""
        start, end = self.region(cursor)
        own = Surroundings(around.function, (start, end), around.returns, around.in_lambda)
        children = list(cursor.get_children())
        if cursor.kind == K.COMPOUND_STMT:
            for child in children:
                self.visit_statement(child, around, alone_under_if and len(children) == 1)
        elif cursor.kind == K.IF_STMT:
            self.visit_if(cursor, children, around)
        elif cursor.kind in (K.FOR_STMT, K.WHILE_STMT, K.DO_STMT, K.CXX_FOR_RANGE_STMT):
            self.visit_loop(cursor, children, around)
        elif cursor.kind == K.SWITCH_STMT:
            self.visit_expression(children[0], self.at(around, children[0]))
            self.visit_statement(children[-1], around)
        elif cursor.kind in (K.CASE_STMT, K.DEFAULT_STMT):
            self.visit_statement(children[-1], around)
        elif cursor.kind == K.RETURN_STMT:
            self.visit_return(cursor, children, own)
        elif cursor.kind in (K.BREAK_STMT, K.CONTINUE_STMT):
            if not alone_under_if:
                self.drop(cursor, own)
        elif cursor.kind == K.DECL_STMT:
            for child in children:
                if child.kind == K.VAR_DECL:
                    self.visit_variable(child, own)
        elif cursor.kind.is_expression():
            if not alone_under_if:
                self.drop(cursor, own)
            self.visit_expression(cursor, own)

    def visit_if(self, cursor, children, around):
        """`if (first; condition) then; else otherwise;`, where the condition may be a declaration."""
        start, _ = self.region(cursor)
        if [t[2] for t in self.header.between(start, start + 40)][1:2] == ["constexpr"]:
            for child in children[1:]:
                self.visit_statement(child, around)
            return
        has_else = len(self.else_of(children)) > 0
        branches = children[-2:] if has_else else children[-1:]
        head = children[:len(children) - len(branches)]
        opens, closes = self.parentheses(start)
        here = Surroundings(around.function, (start, closes), around.returns, around.in_lambda)
        declares = True
        for child in head:
            if child.kind in (K.DECL_STMT, K.VAR_DECL):
                for variable in [child] if child.kind == K.VAR_DECL else child.get_children():
                    self.visit_variable(variable, here)
            elif child is head[-1] and child.extent.start.offset > opens and not self.repeats_variable(head):
                declares = False
                self.condition(child, here)
        if declares and not has_else:
            self.drop(cursor, here)
        for child in branches:
            self.visit_statement(child, around, alone_under_if=not has_else)

    def repeats_variable(self, head):
        """A condition that is a declaration shows up as the variable and once more as its value."""
        return len(head) > 1 and head[-2].kind == K.VAR_DECL and \
            head[-1].extent.start.offset <= head[-2].extent.end.offset

    def else_of(self, children):
        """The branch behind `else`, in a list, if there is one."""
        last = children[-1]
        return [last] if self.header.token_before(last.extent.start.offset) == "else" else []

    def visit_loop(self, cursor, children, around):
        start, _ = self.region(cursor)
        opens, closes = self.parentheses(start)
        here = Surroundings(around.function, (start, closes), around.returns, around.in_lambda)
        if cursor.kind == K.CXX_FOR_RANGE_STMT:
            for child in children[:-1]:
                if child.kind.is_expression() and child.extent.start.offset > opens:
                    self.visit_expression(child, here)
            self.drop(cursor, here)
        else:
            semicolons = [t[0] for t in self.header.between(opens, closes) if t[2] == ";"]
            for child in children:
                at, end = self.region(child)
                if at < opens or end > closes:
                    continue
                if child.kind == K.DECL_STMT:
                    for variable in child.get_children():
                        self.visit_variable(variable, here)
                elif cursor.kind == K.WHILE_STMT or (semicolons and semicolons[0] < at < semicolons[-1]):
                    self.condition(child, here, ends=False)  # without its end, only the time limit would notice
        body = children[0] if cursor.kind == K.DO_STMT else children[-1]
        self.visit_statement(body, around)

    def visit_return(self, cursor, children, around):
        if not children:
            return self.drop(cursor, around)
        value = children[0]
        returns = around.returns.get_canonical() if around.returns is not None else None
        plain = self.header.condensed(*self.region(value))
        if around.in_lambda:
            returns = value.type.get_canonical()
        if returns is not None and returns.kind == T.VOID:
            self.drop(cursor, around)
        elif returns is not None and returns.kind == T.BOOL:
            if plain not in ("true", "false"):
                return self.condition(value, around)
        elif returns is not None and not around.in_lambda and returns.kind not in (T.LVALUEREFERENCE, T.AUTO) \
                and "auto" not in around.returns.spelling and not re.fullmatch(r"[\w:.]+|\{\}|\"\"", plain):
            start, end = self.region(cursor)
            end = self.header.behind_semicolon(end) or end
            self.add(Edit(start, end, "result"), "result", around, f"return {plain}", ["return {}"])
        self.visit_expression(value, around)

    def drop(self, cursor, around):
        start, end = self.region(cursor)
        end = self.header.behind_semicolon(end) or end
        text = self.header.condensed(start, end)
        self.add(Edit(start, end, "statement"), "dropped statement", around, text, [""])

    # --- expressions ---

    def condition(self, cursor, around, ends=True):
        """A whole condition: true, false, and what is inside."""
        start, end = self.region(cursor)
        edit = Edit(start, end, "condition", data=("true" if ends else "", "false"))
        self.add(edit, "condition", around, self.header.condensed(start, end), ["true", "false"] if ends else ["false"])
        self.visit_expression(cursor, around, is_condition=True)

    def visit_expression(self, cursor, around, is_condition=False):
        start, end = self.region(cursor)
        kind = cursor.kind
        children = list(cursor.get_children())
        if kind == K.LAMBDA_EXPR:
            for child in children:
                if child.kind == K.COMPOUND_STMT:
                    inner = Surroundings(around.function, around.context, around.returns, True)
                    self.visit_statement(child, inner)
            return
        if kind in (K.INTEGER_LITERAL, K.FLOATING_LITERAL, K.CXX_BOOL_LITERAL_EXPR, K.CHARACTER_LITERAL):
            return self.literal(cursor, around)
        if kind in (K.DECL_REF_EXPR, K.MEMBER_REF_EXPR) and self.constant(cursor, around):
            return
        if kind == K.CONDITIONAL_OPERATOR and len(children) == 3:
            self.condition(children[0], around)
            for child in children[1:]:
                self.visit_expression(child, around)
            return
        parts = self.operands(cursor, children)
        if parts is not None:
            return self.binary(cursor, parts, around, is_condition)
        self.unary(cursor, children, around)
        if kind == K.CALL_EXPR:
            self.call(cursor, around)
        for child in children:
            if child.kind.is_expression():
                self.visit_expression(child, around, is_condition and self.region(child) == (start, end))
            elif child.kind == K.COMPOUND_STMT:
                self.visit_statement(child, around)

    def operands(self, cursor, children):
        """`(left, operator, right)` if this is a binary operation, whatever the library calls it."""
        start, end = self.region(cursor)
        found = []
        for child in children:
            at, to = self.region(child)
            text = self.header.slice(at, to)
            if to <= at or text in BINARY or text in OTHER_BINARY:
                continue
            if (at, to) == (start, end):
                return None
            found.append(child)
        if len(found) != 2:
            return None
        found.sort(key=lambda child: child.extent.start.offset)
        (left_at, left_end), (right_at, right_end) = self.region(found[0]), self.region(found[1])
        gap = self.header.between(left_end, right_at)
        if left_at != start or right_end != end or len(gap) != 1 or gap[0][2] not in BINARY:
            return None
        return found[0], gap[0][2], found[1]

    def binary(self, cursor, parts, around, is_condition):
        left, operator, right = parts
        start, end = self.region(cursor)
        if (start, end, operator) in self.header.seen:
            return
        self.header.seen.add((start, end, operator))
        of_left, of_right = self.operand_text(left), self.operand_text(right)
        if operator in ("&&", "||") and not is_condition:
            edit = Edit(start, end, "condition", data=("true", "false"))
            self.add(edit, "condition", around, self.header.condensed(start, end), ["true", "false"])
        kind = "relation" if operator in RELATIONS else "logic" if operator in ("&&", "||") else "arithmetic"
        self.choose(cursor, kind, around, [f"{of_left} {other} {of_right}" for other in BINARY[operator]])
        if operator in ("&&", "||"):  # an operand that has no say
            no_say = "true" if operator == "&&" else "false"
            for side in (left, right):
                if (part := self.find_operands(side)) and part[1] == operator:
                    continue
                at, to = self.region(side)
                edit = Edit(at, to, "condition", data=(no_say,))
                self.add(edit, "condition", around, self.header.condensed(at, to), [no_say])
        for side in (left, right):
            chained = operator in ("&&", "||") and (part := self.find_operands(side)) and part[1] == operator
            self.visit_expression(side, around, is_condition=bool(chained))

    def operand_text(self, cursor):
        """With parentheses where another operator beside it could take it apart."""
        text = self.header.slice(*self.region(cursor))
        return f"({text})" if self.find_operands(cursor) is not None else text

    def find_operands(self, cursor):
        """The operands, seen through what the compiler wraps around an expression."""
        while True:
            children = [c for c in cursor.get_children() if c.kind.is_expression()]
            if (parts := self.operands(cursor, children)) is not None:
                return parts
            same = [c for c in children if self.region(c) == self.region(cursor)]
            if not same:
                return None
            cursor = same[0]

    def unary(self, cursor, children, around):
        start, end = self.region(cursor)
        tokens = self.header.between(start, end)
        if cursor.kind not in (K.UNARY_OPERATOR, K.CALL_EXPR, K.UNEXPOSED_EXPR) or len(tokens) < 2:
            return
        first, last = tokens[0][2], tokens[-1][2]
        inner = [c for c in children if c.kind.is_expression() and self.region(c)[0] == tokens[1][0]
                 and self.region(c)[1] == end]
        rest = self.header.slice(tokens[1][0], end)
        if first == "!" and inner and self.once(cursor, first):
            self.choose(cursor, "logic", around, [f"!!{rest}"])  # a bool, whatever it was
        elif first == "-" and inner and self.once(cursor, first):
            self.choose(cursor, "arithmetic", around, [rest])
        elif first in ("++", "--") and self.once(cursor, first):
            self.choose(cursor, "arithmetic", around, [("--" if first == "++" else "++") + rest])
        elif last in ("++", "--") and cursor.kind == K.UNARY_OPERATOR and self.once(cursor, last):
            self.choose(cursor, "arithmetic", around,
                        [self.header.slice(start, tokens[-1][0]) + ("--" if last == "++" else "++")])

    def once(self, cursor, what):
        mark = (*self.region(cursor), "unary " + what)
        if mark in self.header.seen:
            return False
        self.header.seen.add(mark)
        return True

    def literal(self, cursor, around):
        start, end = self.region(cursor)
        text = self.header.slice(start, end)
        if text in RELATIONS:
            return  # the compiler's own, in what it makes of a comparison
        if cursor.kind == K.CXX_BOOL_LITERAL_EXPR:
            others = ["false" if text == "true" else "true"]
        elif cursor.kind == K.INTEGER_LITERAL:
            value = int(re.sub(r"[uUlLzZ']", "", text), 0)
            others = [str(value + 1)] + ([str(value - 1)] if value > 0 else [])
        else:
            others = [f"{text} + 1"]
        self.choose(cursor, "constant", around, others, cast=cursor.kind != K.CXX_BOOL_LITERAL_EXPR)

    def constant(self, cursor, around):
        """An enumerator, or a constant that the compiler knows: becomes the next one."""
        what = cursor.referenced
        text = self.header.slice(*self.region(cursor))
        if what is None:
            return False
        if what.kind == K.ENUM_CONSTANT_DECL:
            if (around.table, what.semantic_parent.spelling) in LABELS:
                return True
            names = [c.spelling for c in what.semantic_parent.get_children() if c.kind == K.ENUM_CONSTANT_DECL]
            other = names[(names.index(what.spelling) + 1) % len(names)]
            if other == what.spelling:
                return True
            self.choose(cursor, "constant", around, [text[:len(text) - len(what.spelling)] + other])
            return True
        if what.kind != K.VAR_DECL or what.location.file is None or not what.location.file.name in self.headers:
            return False
        owner = self.headers[what.location.file.name]
        if not any(t[2] == "constexpr" for t in owner.between(what.extent.start.offset, what.location.offset)):
            return False
        if self.is_table_elsewhere(what, owner):
            start, end = self.region(cursor)
            if self.once(cursor, "table"):
                self.header.edits.append(Edit(start, end, "lookup", data=(what.spelling,)))
        elif what.type.get_canonical().kind in INTEGERS:
            self.choose(cursor, "constant", around, [f"{text} + 1", f"{text} - 1"])
        elif what.type.get_canonical().kind in (T.DOUBLE, T.FLOAT) or "duration" in what.type.spelling:
            self.choose(cursor, "constant", around, [f"2 * {text}"])
        return True

    def is_table_elsewhere(self, cursor, owner):
        here, self.header = self.header, owner
        try:
            return self.is_table(cursor)
        finally:
            self.header = here

    def call(self, cursor, around):
        """`std::min` and `std::max` are each other's mutants."""
        start, end = self.region(cursor)
        text = self.header.slice(start, end)
        match = re.match(r"std::(min|max)\b", text)
        if match and self.once(cursor, "call"):
            other = "max" if match[1] == "min" else "min"
            self.choose(cursor, "arithmetic", around, [f"std::{other}{text[match.end():]}"])

    # --- edits ---

    def region(self, cursor):
        return cursor.extent.start.offset, cursor.extent.end.offset

    def at(self, around, cursor):
        return Surroundings(around.function, self.region(cursor), around.returns, around.in_lambda)

    def parentheses(self, start):
        """Where the first `(` behind `start` lies, and behind which character it closes."""
        depth = 0
        opens = None
        for at, end, text in self.header.tokens[bisect.bisect_left(self.header.starts, start):]:
            if text == "(":
                opens = at if opens is None else opens
                depth += 1
            elif text == ")":
                depth -= 1
                if depth == 0 and opens is not None:
                    return opens, end
        raise ValueError("unbalanced parentheses")

    def choose(self, cursor, operator, around, texts, cast=False):
        start, end = self.region(cursor)
        kind = cursor.type.get_canonical()
        edit = Edit(start, end, "choice", data=(kind.spelling if cast and kind.kind in INTEGERS else "",))
        self.add(edit, operator, around, self.header.condensed(start, end), texts)

    def add(self, edit, operator, around, before, afters):
        if edit.end <= edit.start or (edit.start, edit.end, edit.form, operator, tuple(afters)) in self.header.seen:
            return
        self.header.seen.add((edit.start, edit.end, edit.form, operator, tuple(afters)))
        header = self.header
        context = header.condensed(*around.context)
        if header.slice(*around.context).count("\n") > 3:
            begin = header.text.rfind(b"\n", 0, edit.start) + 1
            finish = header.text.find(b"\n", edit.end)
            context = header.condensed(begin, finish)
        for after in afters:
            mutant = Mutant(header.name.removeprefix("printjob/"), around.function, operator, context, before,
                            " ".join(after.split()), header.text.count(b"\n", 0, edit.start) + 1, around.table)
            edit.choices.append((mutant, after))
            self.mutants.append(mutant)
        header.edits.append(edit)

    def finish(self):
        """Numbers the mutants in the order of the text, and gives each its key."""
        order = []
        for header in self.headers.values():
            header.edits.sort(key=lambda edit: (edit.start, -edit.end))
            order += [mutant for edit in header.edits for mutant, _ in edit.choices]
        counts = Counter()
        for number, mutant in enumerate(order, 1):
            mutant.id = number
            before, after, context = (shortened(t) for t in (mutant.before, mutant.after, mutant.context))
            change = f"drop: {before}" if mutant.operator == "dropped statement" else f"{before} -> {after}"
            where = "" if context.startswith(before) and len(context) <= len(before) + 1 else f" | in: {context}"
            key = f"{mutant.file} | {mutant.function} | {change}{where}"
            counts[key] += 1
            mutant.key = key + (f" | {counts[key]}" if counts[key] > 1 else "")
        self.mutants = order
        names = sorted({mutant.table for mutant in order} - {""})
        self.tables = {name: number for number, name in enumerate(names, len(order) + 1)}


def shortened(text):
    return text if len(text) <= 90 else text[:60] + " ... " + text[-25:]


class Writer:
    """Writes the instrumented text of a header, and remembers where each mutant stands in it."""

    def __init__(self, header, tables, dropped):
        self.header = header
        self.tables = tables
        self.dropped = dropped
        self.out = bytearray()
        self.places = []  # (start, end, ids): the innermost place that holds an error is to blame
        self.edits = header.edits
        body = self.header.text.replace(b"consteval", b"constexpr")
        self.text = body
        self.render(0, len(body), 0, len(self.edits))
        once = b"#pragma once\n"
        self.shift = len(b"#include <printjob_mutants.hpp>\n")
        at = self.out.find(once) + len(once)
        self.out[at:at] = b"#include <printjob_mutants.hpp>\n"
        self.places = [(a + self.shift, b + self.shift, ids) for a, b, ids in self.places]

    def put(self, text):
        self.out += text.encode() if isinstance(text, str) else text

    def render(self, start, end, first, last):
        """The region with the edits `first` to `last`, which all lie in it."""
        at = start
        while first < last:
            edit = self.edits[first]
            inner = first + 1
            while inner < last and self.edits[inner].start < edit.end:
                inner += 1
            self.put(self.text[at:edit.start])
            self.render_edit(edit, first + 1, inner)
            at = edit.end
            first = inner
        self.put(self.text[at:end])

    def render_edit(self, edit, first, last):
        begin = len(self.out)
        choices = [(m, t) for m, t in edit.choices if m.key not in self.dropped]
        inside = lambda: self.render(edit.start, edit.end, first, last)
        if edit.form == "table":
            self.render_table(edit, first, last)
        elif edit.form == "lookup":
            name = edit.data[0]
            text = self.text[edit.start:edit.end].decode()
            self.put(f"({SWITCH}at_run_time({self.tables.get(name, 0)}) ? {text}_at_run_time() : {text})")
        elif not choices:
            inside()
        elif edit.form == "choice":
            self.put(f"static_cast<{edit.data[0]}>(" if edit.data[0] else "(")
            for mutant, text in choices:
                at = len(self.out)
                self.put(f"{SWITCH}is({mutant.id}) ? ({text}) : ")
                self.places.append((at, len(self.out), [mutant]))
            self.put("(")
            inside()
            self.put("))")
        elif edit.form == "condition":
            self.put("(")
            for mutant, text in choices:
                self.put(f"{SWITCH}is({mutant.id}) || " if text == "true" else f"!{SWITCH}is({mutant.id}) && ")
                self.put("(")
            self.put("(")
            inside()
            self.put("))" + ")" * len(choices))
        elif edit.form == "statement":
            self.put(f"{{ if (!{SWITCH}is({choices[0][0].id})) {{ ")
            inside()
            self.put(" } }")
        elif edit.form == "result":
            self.put(f"{{ if ({SWITCH}is({choices[0][0].id})) return {{}}; ")
            inside()
            self.put(" }")
        if choices:
            self.places.append((begin, len(self.out), [m for m, _ in choices]))

    def render_table(self, edit, first, last):
        """A table stays as it is for the compiler; at run time its copy is looked up."""
        type_text, name, initialiser_at, is_local, is_member = edit.data
        self.put(self.text[edit.start:edit.end])
        head = f"const auto {name}_at_run_time = []() -> const {type_text}& {{" if is_local else \
            f"{'static' if is_member else 'inline'} const {type_text}& {name}_at_run_time() {{"
        self.put(f" {head} static const {type_text} t = ({SWITCH}not_constant(), {type_text}")
        text_end = edit.end - 1  # without the `;`
        if self.text[initialiser_at:text_end].lstrip().startswith(b"="):
            initialiser_at = self.text.index(b"=", initialiser_at) + 1
        self.render(initialiser_at, text_end, first, last)
        self.put("); return t; }" + (";" if is_local else ""))

    def lines(self):
        """Where each line of the written text begins."""
        return [0] + [match.end() for match in re.finditer(rb"\n", self.out)]

    def blame(self, offset):
        """The mutants of the innermost place around an offset of the written text."""
        around = [(b - a, ids) for a, b, ids in self.places if a <= offset < b]
        return min(around, key=lambda place: place[0])[1] if around else []
