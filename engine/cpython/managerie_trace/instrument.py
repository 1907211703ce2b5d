"""Puts calls of ours into a function of the standard library, in a way that nothing shows.

The function's own source is parsed, statements are added to the tree, and the compiled result becomes the function's
code. File, names, lines and columns of what was there stay, so tracebacks come out letter by letter as before; the
function object, its defaults and its globals stay as well. What is called is not looked up by a name (a name would be
seen in the module): it sits among the code's constants.
"""

import ast

# Stands for the reports in a tree, where only a literal can be a constant.
_PLACEHOLDER = 'managerie_trace placeholder'


class NotInstrumented(Exception):
    """The function is not as expected: no source, other source than it was made from, or nothing to attach to."""


class Module:
    """A module of the standard library with its source, whose functions are to be instrumented."""

    def __init__(self, module, reports):
        source = module.__spec__.loader.get_source(module.__name__)
        if source is None:
            raise NotInstrumented('there is no source of %s' % module.__name__)
        self._module = module
        self._lines = source.splitlines(True)
        self._reports = reports
        #: What is there and could not be instrumented: it runs untraced.
        self.missed = []

    def edit(self, path, *edits):
        """Applies `edits` to the function at `path` (`'Connection._close'`). One that is absent is passed over."""
        owner = self._module
        *outer, name = path.split('.')
        for part in outer:
            owner = getattr(owner, part, None)
        function = vars(owner).get(name) if owner is not None else None
        function = getattr(function, '__func__', function)
        if getattr(function, '__code__', None) is None:
            return
        try:
            function.__code__ = self._edited(function.__code__, outer, edits)
        except (NotInstrumented, SyntaxError, ValueError, AttributeError, IndexError):
            self.missed.append(path)

    def _edited(self, code, outer, edits):
        text = self._text(code.co_firstlineno, outer)
        tree = compile(text, code.co_filename, 'exec', ast.PyCF_ONLY_AST, dont_inherit=True)
        statement = tree.body[0]
        definition = statement if isinstance(statement, ast.FunctionDef) else statement.body[0]
        for edit in edits:
            edit(definition)
        result = _find(compile(tree, code.co_filename, 'exec', dont_inherit=True), code)
        constants = tuple(self._reports if constant == _PLACEHOLDER else constant for constant in result.co_consts)
        return result.replace(co_consts=constants)

    def _text(self, first, outer):
        """The function's lines, at their own line numbers and columns, with its class around it."""
        lines = self._lines
        indent = _indent(lines[first - 1])
        end = first
        while lines[end - 1].lstrip().startswith('@'):
            end += 1
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
            end += 1
        around = 'class %s:\n' % outer[-1] if outer else 'if 1:\n' if indent else '\n'
        return '\n' * (first - 2) + around + ''.join(lines[first - 1:end])


def _indent(line):
    return len(line) - len(line.lstrip())


def _find(code, like):
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            if constant.co_name == like.co_name and constant.co_firstlineno == like.co_firstlineno:
                if constant.co_varnames != like.co_varnames or constant.co_freevars != like.co_freevars:
                    raise NotInstrumented('the source of %s is not what runs' % like.co_name)
                return constant
            found = _find(constant, like)
            if found is not None:
                return found
    return None


# What can be done to a function. `call` is Python: a call of a report's method, like 'sent(self, buf)'.


def first(call):
    """Calls at the beginning."""
    return lambda definition: definition.body.insert(0, _statement(call, definition.body[0]))


def replaced(name, call):
    """Calls at the beginning, and goes on with what it returns in place of the argument `name`; with None it does not go on."""

    def edit(definition):
        start = definition.body[0]
        value = _place(ast.Assign(targets=[_place(ast.Name(id=name, ctx=ast.Store()), start)], value=_call(call, start)), start)
        leave = ast.parse('def f():\n if %s is None: return' % name).body[0].body[0]
        for node in ast.walk(leave):
            _place(node, start)
        definition.body[:0] = [value, leave]

    return edit


def last(call):
    """Calls where the function ends without `return`."""
    return lambda definition: definition.body.append(_statement(call, definition.body[-1]))


def returned(call):
    """Calls with every value that is returned as last argument, and returns what the call returns."""

    def edit(definition):
        nodes = [node for node in ast.walk(definition) if isinstance(node, ast.Return) and node.value is not None]
        _need(nodes, definition)
        for node in nodes:
            node.value = _call(call, node.value, [node.value])

    return edit


def failed(call):
    """Calls when an exception is about to leave the function."""

    def edit(definition):
        body = definition.body
        again = _place(ast.Raise(exc=None, cause=None), body[-1])
        handler = _place(ast.ExceptHandler(type=None, name=None, body=[_statement(call, body[-1]), again]), body[-1])
        definition.body = [_place(ast.Try(body=body, handlers=[handler], orelse=[], finalbody=[]), body[0])]

    return edit


def around(matches, before=None, after=None):
    """Calls before and after each statement that `matches`, a function of the statement, says yes to."""

    def edit(definition):
        blocks = [getattr(node, name, None) for node in ast.walk(definition) for name in ('body', 'orelse', 'finalbody')]
        found = [(block, node) for block in blocks if isinstance(block, list) for node in block if matches(node)]
        _need(found, definition)
        for block, node in found:
            if after:
                block.insert(block.index(node) + 1, _statement(after, node))
            if before:
                block.insert(block.index(node), _statement(before, node))

    return edit


def within(kind, call):
    """Calls at the end of the function's last statement of `kind` (`ast.With`), inside it."""

    def edit(definition):
        nodes = [node for node in definition.body if isinstance(node, kind)]
        _need(nodes, definition)
        nodes[-1].body.append(_statement(call, nodes[-1].body[-1]))

    return edit


def caught(call):
    """Calls first thing in each `except:` that names no exception."""

    def edit(definition):
        nodes = [node for node in ast.walk(definition) if isinstance(node, ast.ExceptHandler) and node.type is None]
        _need(nodes, definition)
        for node in nodes:
            node.body.insert(0, _statement(call, node.body[0]))

    return edit


def is_statement(source):
    """Matches the statement `source` (`'self.run()'`)."""
    like = ast.parse(source).body[0]
    wanted = ast.dump(like)
    return lambda node: type(node) is type(like) and ast.dump(node) == wanted


def is_assignment(target):
    """Matches `target = …` (`'self.returncode'`)."""
    wanted = ast.dump(ast.parse(target + ' = 0').body[0].targets[0])
    return lambda node: isinstance(node, ast.Assign) and ast.dump(node.targets[0]) == wanted


def _need(found, definition):
    if not found:
        raise NotInstrumented('%s is not as it was in the Pythons that are known' % definition.name)


def _statement(call, beside):
    return _place(ast.Expr(value=_call(call, beside)), beside)


def _call(call, beside, arguments=()):
    node = ast.parse(call, mode='eval').body
    node.func = ast.Attribute(value=ast.Constant(value=_PLACEHOLDER, kind=None), attr=node.func.id, ctx=ast.Load())
    for child in ast.walk(node):
        _place(child, beside)
    node.args.extend(arguments)
    return node


def _place(node, beside):
    node.lineno = beside.lineno
    node.col_offset = beside.col_offset
    node.end_lineno = beside.lineno
    node.end_col_offset = beside.col_offset
    return node
