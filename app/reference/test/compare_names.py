"""Compares the table of Python's spelling with the Python that runs this: what it names is there, with that signature.

Reads the table as JSON, and prints a JSON list with a sentence for each thing that is not so.
"""
import importlib
import inspect
import json
import re
import sys

# How an expression with a member is served, where it is not called by its name.
OPERATORS = [
    (r'^del \w+$', []),
    (r'^del \w+\[', ['__delitem__']),
    (r'^del \w+\.', ['__delattr__']),
    (r'^len\(', ['__len__']),
    (r'^str\(', ['__str__']),
    (r'^repr\(', ['__repr__']),
    (r'^(list\(items|bytes\(view)', ['__getitem__']),
    (r'^next\(', ['__next__']),
    (r'^\w+ in \w+$', ['__contains__', '__getitem__']),
    (r'^for \w+ in \w+:$', ['__iter__', '__getitem__']),
    (r'^with \w+:$', ['__enter__']),
    (r'^\w+\[.*\] = \w+$', ['__setitem__']),
    (r'^\w+\[.*\]$', ['__getitem__']),
    (r'^\w+\.name = \w+$', ['__setattr__']),
    (r'^\w+\.name$', ['__getattr__']),
]


def find(name):
    parts = name.split('.')
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module('.'.join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def signature_of(value):
    try:
        return str(inspect.signature(value))
    except (TypeError, ValueError):
        return None


def source_of(value):
    parts = []
    for base in getattr(value, '__mro__', [value]):
        try:
            parts.append(inspect.getsource(base))
        except (TypeError, OSError):
            pass
    return '\n'.join(parts)


def has(value, name):
    """A class's own, one that its __init__ or __slots__ sets, or a private one that its module asks for."""
    if hasattr(value, name) or re.search(r'\bself\.%s\b|[\'"]%s[\'"]' % (name, name), source_of(value)):
        return True
    return name.startswith('_') and "'%s'" % name in inspect.getsource(inspect.getmodule(value))


def parameters_of(value):
    signature = signature_of(value)
    return set(re.findall(r'\w+(?=[=,):])', signature or ''))


def judge_member(value, name, spelling):
    later = re.search(r', since 3\.(\d+)$', spelling)
    if later:
        if sys.version_info < (3, int(later.group(1))):
            return None
        spelling = spelling[:later.start()]
    keyword = re.fullmatch(r'(\w+)=', spelling)
    if keyword:
        ok = keyword.group(1) in parameters_of(value)
        return None if ok else 'has no parameter %s' % keyword.group(1)
    for pattern, names in OPERATORS:
        if re.search(pattern, spelling):
            ok = not names or any(hasattr(value, each) for each in names)
            return None if ok else 'does not do %s' % spelling
    called = re.match(r'\.?(\w+)', spelling).group(1)
    if name == 'constructor':
        return None if called == value.__name__ else 'is not made by %s' % called
    return None if has(value, called) else 'has no %s' % called


def judge(entry_id, entry):
    try:
        value = find(entry['name'])
    except AttributeError as error:
        yield '%s: Python has no %s (%s)' % (entry_id, entry['name'], error)
        return
    said, real = entry.get('signature'), signature_of(value)
    if said is not None and said != real:
        yield '%s: the signature of %s is %s, not %s' % (entry_id, entry['name'], real, said)
    # What these functions make has the members, not they.
    made = value() if inspect.ismethod(value) and entry['name'].startswith('multiprocessing.') and entry_id.startswith('shared-memory.') else value
    made = made if isinstance(made, type) or made is value else type(made)
    for name, spelling in entry.get('members', {}).items():
        problem = spelling and judge_member(made, name, spelling)
        if problem:
            yield '%s: %s %s' % (entry_id, entry['name'], problem)


if __name__ == '__main__':
    table = json.load(sys.stdin)
    print(json.dumps([line for key, entry in table.items() if 'name' in entry for line in judge(key, entry)]))
