"""Compares values: types to the letter, amounts to the bit, and the same object where it was the same."""
import array
import copyreg
import struct
import types

from values_classes import Members, Singleton

class Comparison:
    def __init__(self):
        self.matched = {}
        self.matching = {}
        self.pairs = set()
        self.alive = []

    def difference(self, a, b, path='value'):
        """Where two values differ, as text; None where they do not."""
        if type(a) is not type(b):
            return '%s: %s became %s' % (path, type(a), type(b))
        if isinstance(a, types.BuiltinFunctionType):
            return None if a == b else '%s: %r became %r' % (path, a, b)
        if isinstance(a, (type, types.FunctionType)) or a is None or a is Ellipsis or a is NotImplemented:
            return None if a is b else '%s: %r became %r' % (path, a, b)
        kind = type(a)
        if kind in (int, str, bytes, bool):
            return None if a == b else '%s: %.80r became %.80r' % (path, a, b)
        if kind is float:
            return None if a != a and b != b or struct.pack('d', a) == struct.pack('d', b) else '%s: %r became %r' % (path, a, b)
        if kind is complex:
            return self.difference(a.real, b.real, path + '.real') or self.difference(a.imag, b.imag, path + '.imag')
        if (id(a), id(b)) in self.pairs:
            return None
        # What cannot change may be shared, or not: nobody can tell.
        if kind not in (tuple, frozenset) and self.matched.setdefault(id(a), b) is not b:
            return '%s: what was one object became two' % path
        if kind not in (tuple, frozenset) and self.matching.setdefault(id(b), a) is not a:
            return '%s: what were two objects became one' % path
        self.pairs.add((id(a), id(b)))
        self.alive.append((a, b))
        return self.parts(a, b, kind, path)

    def parts(self, a, b, kind, path):
        if kind in (list, tuple):
            return self.sequence(a, b, path)
        if kind is dict:
            return self.sequence(list(a.items()), list(b.items()), path + '.items')
        if kind in (set, frozenset):
            return self.members(a, b, path)
        if kind is bytearray:
            return None if bytes(a) == bytes(b) else '%s: %r became %r' % (path, a, b)
        if kind is array.array:
            return None if (a.typecode, a.tobytes()) == (b.typecode, b.tobytes()) else '%s: %r became %r' % (path, a, b)
        if kind is Members:
            return self.members(a, b, path) or self.difference(a.__dict__, b.__dict__, path + '.__dict__')
        if kind is Singleton:
            return None if a is b else '%s is another singleton' % path
        return self.sequence(reduced(a), reduced(b), path + '.__reduce__')

    def sequence(self, a, b, path):
        if len(a) != len(b):
            return '%s: %d items became %d' % (path, len(a), len(b))
        for at, (one, other) in enumerate(zip(a, b)):
            found = self.difference(one, other, '%s[%d]' % (path, at))
            if found:
                return found

    def members(self, a, b, path):
        left = list(b)
        if len(a) != len(left):
            return '%s: %d members became %d' % (path, len(a), len(left))
        for one in a:
            for other in left:
                attempt = Comparison()
                attempt.matched.update(self.matched)
                attempt.matching.update(self.matching)
                attempt.pairs.update(self.pairs)
                attempt.alive = self.alive
                if not attempt.difference(one, other):
                    self.matched, self.matching, self.pairs = attempt.matched, attempt.matching, attempt.pairs
                    left = [each for each in left if each is not other]
                    break
            else:
                return '%s: %.80r became one of %.200r' % (path, one, left)


def reduced(value):
    """What pickle makes of an object, iterators unrolled."""
    reduce = copyreg.dispatch_table.get(type(value))
    parts = reduce(value) if reduce else value.__reduce_ex__(4)
    return [list(part) if at in (3, 4) and part is not None else part for at, part in enumerate(parts)]
