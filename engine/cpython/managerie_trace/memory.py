"""What `multiprocessing.shared_memory` does: segments, lists in them, and what the resource tracker will unlink.

What a program writes through `buf` passes by no function, so it is seen when a segment is attached to and let go of. Items
of a `ShareableList` are told as they are set: the first `_BURST` at once, then `_RATE` a second, and what comes
faster is put together and told with the next, at the latest when the segment is let go of or the process ends.
"""

import sys
import weakref
from binascii import b2a_base64
from time import monotonic

from .instrument import Module, first, last
from .recorder import fields
from .source import at_frame

# As in engine/protocol/trace-settings.ts.
_MEMORY_LIMIT = 4096
_RANGES = 16
_LAYOUT_LIMIT = 256
_BURST = 50
_RATE = 20


def instrument(module, recorder):
    """Returns the names of the functions that are there and could not be instrumented."""
    if module.__name__ == 'multiprocessing.resource_tracker':
        reports = _reports(recorder)
        target = Module(module, reports)
        target.edit('ResourceTracker._send', first('sending(cmd, name, rtype)'))
        return target.missed
    reports = _reports(recorder)
    reports.module = module
    target = Module(module, reports)
    edit = target.edit
    edit('SharedMemory.__init__', last('opened(self, create)'))
    edit('SharedMemory.close', first('closing(self)'))
    edit('SharedMemory.unlink', last('unlinked(self)'))
    edit('ShareableList.__init__', last('laid_out(self, sequence is not None)'))
    edit('ShareableList.__setitem__', last('assigned(self, position)'))
    return target.missed


def _reports(recorder):
    if recorder.memory is None:
        recorder.memory = MemoryReports(recorder)
    return recorder.memory


class _Use:
    """A segment that this process has mapped."""

    __slots__ = ('memory', 'kind', 'stretches', 'at', 'items', 'described', 'layout_told')

    def __init__(self, memory, kind):
        # A segment that is dropped is let go of.
        self.memory = weakref.ref(memory)
        self.kind = kind
        #: offset → size of what was written and has not been told.
        self.stretches = {}
        self.at = ''
        #: A weak reference to the list in it, and position → format and back-transform code, as far as they were looked at.
        self.items = None
        self.described = {}
        self.layout_told = True


class MemoryReports:
    """Called from the functions of `multiprocessing.shared_memory` and `.resource_tracker`. Nothing here raises."""

    def __init__(self, recorder):
        self._recorder = recorder
        #: `multiprocessing.shared_memory`, once it is there.
        self.module = None
        # id() of SharedMemory objects.
        self._uses = {}
        # Names that the tracker of this process tree will unlink, as far as this process has told it.
        self._tracked = set()
        self._tokens = float(_BURST)
        self._filled = monotonic()
        recorder.at_exit.append(self._exiting)
        recorder.on_fork.append(self._forked)

    def _forked(self):
        try:
            self._tracked.clear()
            # It has mapped what its parent had.
            for use in self._uses.values():
                memory = use.memory()
                use.stretches.clear()
                if memory is not None:
                    self._recorder.defer('memory/attached', self._described(memory, use.kind) + _content(memory))
        except Exception:
            pass

    # Segments

    def opened(self, memory, create):
        try:
            frame = sys._getframe(2)
            of_list = frame.f_code is self.module.ShareableList.__init__.__code__
            use = self._uses[id(memory)] = _Use(memory, 'ShareableList' if of_list else type(memory).__name__)
            members = self._described(memory, use.kind) + at_frame(frame)
            if create:
                self._recorder.emit('memory/created', members)
            else:
                self._recorder.emit('memory/attached', members + _content(memory))
        except Exception:
            pass

    def closing(self, memory):
        try:
            use = self._uses.get(id(memory))
            if use is None or use.memory() is not memory and use.memory() is not None:
                return
            del self._uses[id(memory)]
            self._let_go(memory, use, at_frame(sys._getframe(2)))
        except Exception:
            pass

    def _let_go(self, memory, use, at):
        self._tell(memory, use)
        self._recorder.emit('memory/detached', fields(segment=memory._name) + _content(memory) + at)

    def unlinked(self, memory):
        try:
            if sys.platform != 'win32' and memory._name:
                members = fields(segment=memory._name, by='program')
                self._recorder.emit('memory/unlinked', members + at_frame(sys._getframe(2)))
        except Exception:
            pass

    def _described(self, memory, kind):
        return fields(segment=memory._name, size=memory._size, kind=kind)

    # Lists

    def laid_out(self, items, written):
        try:
            memory = items.shm
            use = self._uses.get(id(memory))
            if use is None:
                return
            use.items = weakref.ref(items)
            self._lay_out(items, use)
            if written:
                self._written(memory, use, [(0, memory._size)], at_frame(sys._getframe(2)))
        except Exception:
            pass

    def assigned(self, items, position):
        try:
            memory = items.shm
            use = self._uses.get(id(memory))
            if use is None:
                return
            offset = items._offset_data_start + _offsets(items)[position]
            written = [(offset, _offsets(items)[position + 1] - _offsets(items)[position])]
            places = _description(items, position)
            now = _read(memory, places)
            if use.described.get(position) != now:
                use.described[position] = now
                use.layout_told = False
                written.extend(places)
            self._written(memory, use, written, at_frame(sys._getframe(2)))
        except Exception:
            pass

    def _lay_out(self, items, use):
        count = items._list_len
        offsets = _offsets(items)
        start = items._offset_data_start
        layout = [
            _field(0, 8, 'q', 'length'),
            _field(8, start - 8, '%dq' % ((start - 8) // 8), 'offsets' if hasattr(items, '_allocated_offsets') else 'sizes'),
            _field(items._offset_packing_formats, 8 * count, '%ds' % (8 * count), 'formats'),
            _field(items._offset_back_transform_codes, count, '%db' % count, 'back transforms'),
        ]
        named = min(count, _LAYOUT_LIMIT - len(layout))
        for nth in range(named):
            size = offsets[nth + 1] - offsets[nth]
            use.described[nth] = _read(items.shm, _description(items, nth))
            layout.append(_field(start + offsets[nth], size, items._get_packing_format(nth), '[%d]' % nth))
        members = fields(segment=items.shm._name, layout=layout)
        if named < count:
            members += fields(omitted=count - named)
        self._recorder.emit('memory/laid-out', members)

    # What was written

    def _written(self, memory, use, written, at):
        stretches = use.stretches
        if not stretches:
            use.at = at
        for offset, size in written:
            stretches[offset] = max(size, stretches.get(offset, 0))
        if len(stretches) > _RANGES:
            start = min(stretches)
            end = max(place + length for place, length in stretches.items())
            stretches.clear()
            stretches[start] = end - start
        now = monotonic()
        self._tokens = min(_BURST, self._tokens + (now - self._filled) * _RATE)
        self._filled = now
        if self._tokens >= 1:
            self._tokens -= 1
            self._tell(memory, use)

    def _tell(self, memory, use):
        stretches = dict(use.stretches)
        use.stretches.clear()
        if not use.layout_told:
            use.layout_told = True
            self._lay_out(use.items(), use)
        for offset in sorted(stretches):
            size = stretches[offset]
            data = bytes(memory._buf[offset:offset + min(size, _MEMORY_LIMIT)])
            members = fields(segment=memory._name, offset=offset, size=size, bytes=_base64(data))
            self._recorder.emit('memory/changed', members + use.at)

    # The end

    def sending(self, command, name, kind):
        """This process tells the resource tracker something."""
        try:
            if kind == 'shared_memory':
                if command == 'REGISTER':
                    self._tracked.add(name)
                elif command == 'UNREGISTER':
                    self._tracked.discard(name)
        except Exception:
            pass

    def _exiting(self):
        try:
            for use in list(self._uses.values()):
                memory = use.memory()
                if memory is not None:
                    self._let_go(memory, use, '')
            self._uses.clear()
            process = sys.modules.get('multiprocessing.process')
            # The tracker ends after the first process of the tree, and unlinks what it was told of.
            if process is None or process.parent_process() is None:
                for name in sorted(self._tracked):
                    self._recorder.emit('memory/unlinked', fields(segment=name, by='exit'))
        except Exception:
            pass


def _offsets(items):
    """Where items begin, and where the last one ends. CPython 3.8 keeps how long each is."""
    offsets = getattr(items, '_allocated_offsets', None)
    if offsets is not None:
        return offsets
    offsets = [0]
    for size in items._allocated_bytes:
        offsets.append(offsets[-1] + size)
    return offsets


def _description(items, position):
    """Where the format and the back-transform code of an item are: offset and size of each."""
    return (items._offset_packing_formats + 8 * position, 8), (items._offset_back_transform_codes + position, 1)


def _read(memory, places):
    return tuple([bytes(memory._buf[place:place + size]) for place, size in places])


def _field(offset, size, format, label):
    return {'offset': offset, 'size': size, 'format': format, 'label': label}


def _content(memory):
    return fields(bytes=_base64(bytes(memory._buf[:_MEMORY_LIMIT])))


def _base64(data):
    return b2a_base64(data, newline=False).decode('ascii')
