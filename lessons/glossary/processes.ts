/** Terms of the glossary: starting and ending, waiting for each other, memory without a server. */
import type { TermInput } from './schema.ts'

const NO_WIRE = 'How a process begins is between it and its parent: no frame.'
const MEMORY = 'Shared memory is read and written without a message. The Memory view shows what changes.'

export const PROCESS_TERMS: readonly TermInput[] = [
  {
    id: 'process', term: 'process', also: ['Process', 'child', 'parent'],
    text: 'A running program with memory of its own. What one process changes in its memory, no other sees.',
    lesson: 'manager', api: ['multiprocessing.Process', 'multiprocessing.currentProcess'], frames: { none: 'A process is a lane in the sequence, and a frame goes between two of them.' }, see: ['start-method', 'server'],
  },
  {
    id: 'start', term: 'start()', code: true, also: ['BaseManager.start', 'initializer'],
    text: 'Starts the server in a child process. It ends with the program that started it, and only that program may shut it down.',
    lesson: 'three-ways', api: ['managers.BaseManager#start', 'managers.StartOptions'], frames: { none: 'The child tells its parent the address through a pipe, not over the wire.' }, see: ['connect', 'serve-forever', 'shutdown'],
  },
  {
    id: 'connect', term: 'connect()', code: true, also: ['BaseManager.connect'],
    text: 'Reaches a server that is there already, on this machine or another. It asks one question, `dummy`, and keeps no connection.',
    lesson: 'three-ways', api: ['managers.BaseManager#connect'], frames: { filter: 'kind:dummy', words: 'What connect() asks' }, see: ['dummy', 'start'],
  },
  {
    id: 'serve-forever', term: 'serve_forever', code: true, also: ['serveForever', 'get_server', 'getServer'],
    text: 'Makes the present process the server, until somebody asks for shutdown. `get_server()` gives what serves.',
    lesson: 'three-ways', api: ['managers.Server#serveForever', 'managers.BaseManager#getServer', 'managers.BaseManager#serveForever'], frames: { none: 'Serving sends no frame of its own: every answer comes from it.' }, see: ['server', 'start'],
  },
  {
    id: 'shutdown', term: 'shutdown', also: ['shutdown()', 'terminate'],
    text: 'Asks a server to end. It answers first; if it does not end within a second, the process that started it ends it by force.',
    lesson: 'three-ways', api: ['managers.BaseManager#shutdown', 'managers.ManagerOptions#shutdownTimeout'], frames: { filter: 'kind:shutdown', words: 'Requests to end' }, see: ['start', 'server'],
  },
  {
    id: 'start-method', term: 'start method', also: ['set_start_method', 'get_context'],
    text: 'How Python makes a child: fork, spawn or forkserver. It decides what the child has from its parent, and what must travel as a pickle.',
    lesson: 'start-methods', api: ['multiprocessing.Process#start', 'managers.BaseManager#start'], frames: { none: NO_WIRE }, see: ['fork', 'spawn', 'forkserver', 'main-guard'],
  },
  {
    id: 'spawn', term: 'spawn',
    text: 'The child is a fresh interpreter that imports the main module again. Nothing is inherited; functions are found by their names.',
    lesson: 'start-methods', api: ['multiprocessing.Process', 'multiprocessing.isMainProcess', 'protocol.PreparationData'], frames: { none: NO_WIRE }, see: ['main-guard', 'fork'],
  },
  {
    id: 'fork', term: 'fork',
    text: 'The child begins as a copy of its parent, with all its variables. Quick, and only on Unix; Node cannot do it.',
    lesson: 'start-methods', api: ['multiprocessing.Process'], frames: { none: NO_WIRE }, see: ['spawn', 'forkserver'],
  },
  {
    id: 'forkserver', term: 'forkserver',
    text: 'A small process that does nothing but fork: children are copies of it, not of your program. So they are quick to start and inherit nothing of yours.',
    lesson: 'start-methods', api: ['multiprocessing.Process'], frames: { none: NO_WIRE }, see: ['fork', 'spawn'],
  },
  {
    id: 'main-guard', term: 'main guard', also: ['__main__', 'isMainProcess', '__name__'],
    text: 'The question whether this is the program itself, or a child that imports it again. Without it a spawned child would start children of its own.',
    lesson: 'start-methods', taught: false, api: ['multiprocessing.isMainProcess'], frames: { none: NO_WIRE }, see: ['spawn'],
  },
  {
    id: 'daemon', term: 'daemon', also: ['daemonic'],
    text: 'A process that ends with its parent. The server of `start()` is one: however the program ends, its server goes too.',
    lesson: 'three-ways', taught: false, api: ['multiprocessing.Process#daemon'], frames: { none: NO_WIRE }, see: ['start', 'process'],
  },
  {
    id: 'lost-update', term: 'lost update', also: ['race', 'race condition', '+='],
    text: 'Two processes read the same value, both add to it, both write: one of the two additions is gone. Reading and writing are two requests, and anybody may come between.',
    lesson: 'share', api: ['managers.DictProxy', 'managers.ValueProxy'], frames: { filter: 'method:get,__getitem__,set,__setitem__', words: 'Reads and writes, between which somebody may come' }, see: ['lock', 'proxy'],
  },
  {
    id: 'lock', term: 'lock', also: ['Lock', 'RLock', 'acquire', 'release', 'AcquirerProxy'],
    text: 'Lets one in at a time: whoever acquires it second waits until it is released. An `RLock` belongs to its holder, who may acquire it again.',
    lesson: 'tour-waiting', api: ['managers.AcquirerProxy', 'managers.SyncManager#Lock', 'managers.SyncManager#RLock', 'shared-memory.Lock'],
    frames: { filter: 'method:acquire,release', words: 'Locks that were asked for and given back' }, see: ['deadlock', 'semaphore', 'lost-update'],
  },
  {
    id: 'deadlock', term: 'deadlock',
    text: 'Each of two waits for what the other holds, so neither ever goes on. If all take their locks in the same order, it cannot happen.',
    lesson: 'tour-waiting', api: ['inspect.Deadlock', 'inspect.deadlockText'], frames: { filter: 'method:acquire', words: 'Calls that may wait for a lock' }, see: ['lock'],
  },
  {
    id: 'semaphore', term: 'semaphore', also: ['Semaphore', 'BoundedSemaphore'],
    text: 'A lock with several places: as many may hold it at once. A bounded one refuses to be released more often than it was acquired.',
    lesson: 'tour-waiting', api: ['managers.SyncManager#Semaphore', 'managers.SyncManager#BoundedSemaphore', 'managers.AcquirerProxy'], frames: { filter: 'method:acquire,release', words: 'Places that were taken and given back' }, see: ['lock'],
  },
  {
    id: 'condition', term: 'condition', also: ['Condition', 'notify', 'wait_for'],
    text: 'A lock with a waiting room: who holds it may wait there until somebody notifies, and has the lock again when it goes on.',
    lesson: 'tour-waiting', api: ['managers.ConditionProxy', 'managers.SyncManager#Condition'], frames: { filter: 'method:wait,notify,notify_all', words: 'Waiting, and waking others' }, see: ['lock', 'event'],
  },
  {
    id: 'event', term: 'event', also: ['Event', 'is_set'],
    text: 'A flag that is down or up. Whoever waits for it goes on when somebody sets it.',
    lesson: 'tour-waiting', api: ['managers.EventProxy', 'managers.SyncManager#Event'], frames: { filter: 'method:wait,set', words: 'Waiting for a flag, and raising it' }, see: ['condition', 'barrier'],
  },
  {
    id: 'barrier', term: 'barrier', also: ['Barrier', 'BrokenBarrierError'],
    text: 'Holds everybody who comes until a fixed number is there, then lets all go at once.',
    lesson: 'tour-waiting', api: ['managers.BarrierProxy', 'managers.BrokenBarrierError'], frames: { filter: 'method:wait', words: 'Waiting for the others' }, see: ['event'],
  },
  {
    id: 'queue', term: 'queue', also: ['Queue', 'JoinableQueue', 'task_done', 'QueueProxy'],
    text: 'First in, first out: one process puts items in, another takes them out, and waits while there are none. `task_done` and `join` tell when all have been worked off.',
    lesson: 'queues', api: ['managers.QueueProxy', 'managers.SyncManager#Queue', 'values.QueueEmpty', 'shared-memory.Queue'], frames: { filter: 'method:put,get,task_done,join', words: 'Items put in, taken out, and done' }, see: ['pool'],
  },
  {
    id: 'pool', term: 'pool', also: ['Pool', 'AsyncResult', 'map'],
    text: 'Worker processes that run functions for whoever asks. The functions travel by name, the arguments and results as pickles.',
    lesson: 'queues', api: ['managers.PoolProxy', 'managers.SyncManager#Pool', 'managers.AsyncResultProxy'], frames: { filter: 'object:Pool', words: 'What was asked of a pool', unseen: true }, see: ['queue', 'pickle'],
  },
  {
    id: 'shared-memory', term: 'shared memory block', also: ['segment', 'SharedMemory', 'shared memory'],
    text: 'A piece of memory with a name that several processes see at once. No server, no message, no copy; and nobody who takes turns for you.',
    lesson: 'shared-memory', taught: false, api: ['shared-memory.SharedMemory', 'shared-memory.MemoryView', 'shared-memory.ShareableList'], frames: { none: MEMORY }, see: ['tracker', 'shared-memory-manager', 'local-manager'],
  },
  {
    id: 'shared-memory-manager', term: 'SharedMemoryManager', code: true, also: ['track_segment', 'release_segment', 'list_segments'],
    text: 'A manager whose server only keeps a list of segments, and unlinks them all at its shutdown. The memory itself is used without it.',
    lesson: 'shared-memory', api: ['managers.SharedMemoryManager', 'protocol.SHARED_MEMORY_FUNCTIONS'], frames: { filter: 'kind:track_segment,release_segment,list_segments', words: 'Segments that were put on the list, or taken off' }, see: ['shared-memory', 'tracker'],
  },
  {
    id: 'tracker', term: 'tracker', also: ['resource tracker', 'resource_tracker', 'unlink'],
    text: 'Notes which segments a program has made, and unlinks what is left when it ends. In Python it is a process of its own.',
    lesson: 'shared-memory', api: ['shared-memory.SharedMemory#unlink', 'shared-memory.SharedMemoryOptions#track'], frames: { none: MEMORY }, see: ['shared-memory'],
  },
  {
    id: 'local-manager', term: 'LocalManager', code: true, also: ['SharedValue', 'SharedStruct', 'SharedArray', 'processing'],
    text: 'The older kind of manager: typed values, arrays and locks in shared memory, and no server. It comes from the `processing` package and is not in today’s Python.',
    lesson: 'shared-memory', api: ['managers.LocalManager', 'shared-memory.SharedValue', 'shared-memory.SharedArray'], frames: { none: MEMORY }, see: ['shared-memory', 'manager'],
  },
]
