/**
 * Why a goal is not met: what was measured beside it, or what reaching it would change. Printed below a table for the rows that
 * need it. A note is for every row whose name begins so, the longest beginning first.
 */
const NOTES: Readonly<Record<string, string>> = {
  'one call at a time, unix, one CPU':
    'both ends share the processor, so only the work itself counts. A bare ping-pong of 60 bytes between two Node programs is about as fast there as a whole call of CPython’s: its C code leaves nothing to gain.',
  'one call at a time, TCP, one CPU': 'as over a Unix socket.',
  'one call at a time, unix, unpinned':
    'unpinned, the system decides whether the two ends share a processor, and the figures have two heads. Polling is tried, and kept where it pays; MULTIPROCESSING_POLLING=0 turns it off.',
  '8 clients, unix: CPython clients → our server': 'nine processes share two processors, eight of them CPython’s own clients; what the server takes is in the row of its time per call.',
  '8 clients, TCP: CPython clients → our server': 'as over a Unix socket.',
  '8 clients, unix: server CPU per call': 'polling counts as the server’s time, too: without it the ratio was 0.44 instead of 0.50 in a separate measurement. How much of the rest is the system’s was not measured.',
  '8 clients, TCP: server CPU per call': 'as over a Unix socket.',
  '8 clients, unix: ours against ours with polling off': 'nine processes on two processors: nobody has one to spare for polling, and the trials that find this out cost something. Runs differ much.',
  '8 connections × 16 in flight': 'CPython’s side is a loop over `os.read` and `os.write`, which decodes nothing; our client unpickles each reply. Why it is less than on one connection was not looked into.',
  '64 of our calls at a time against one of a CPython client’s': 'in a `pipeline()`, 64 and then the next 64: while the last answers of one batch come, the server has nothing to do.',
  '64 calls at a time: ours against the best TypeScript peer': 'peers talk to a thread or a child by Node’s own channel, without authentication and for no other language.',
  'connection set-up, unix':
    'a connection is eight messages one after another, each a wake-up of the other end, and about 140 µs of JavaScript at either end. Sending our challenge before we have read `#WELCOME#` would save a round trip, and would change what a refused handshake looks like.',
  'connection set-up, TCP: our client': 'CPython waits 40 ms twice; what is left here is eight messages one after another, as over a Unix socket.',
  'create and free a proxy':
    'a proxy costs four connections, each with its handshake: `create`, `incref` and two `decref`. CPython’s server ends a connection after one such request, and lessons count these frames: one connection kept for all of them would teach something else than the wire.',
  'payload of 64 KiB': 'each end copies the bytes once, into memory of their own: into the pickle, and out of the buffer that is shared for reading. The one in the pickle takes 3 µs for 64 KiB, where CPython needs 0.8 µs for the whole pickle.',
  'payload of 1 MiB': 'as with 64 KiB.',
  'pickle encode, a call': 'about 230 ns without a peak: 27 characters, three containers, and the bytes handed over in memory of their own.',
  'pickle encode, nested records':
    'a bare loop that walks the records, writes their opcodes and remembers each container, without frames, limits or equal texts, reaches 1.1; without remembering containers at all 1.8. To ask whether an object was met before costs 30 to 40 ns, and CPython has its address for nothing.',
  'pickle decode, a dict of 50,000': 'building a plain Map of 50,000 fresh texts alone takes 113 ns an entry, about what CPython takes for everything.',
  'start to first call':
    'a child is a new Node, which loads 600 KB of engine, and the program’s own modules once more; a bare child loads nothing. Node 20 cannot keep compiled code between starts; later ones can (`module.enableCompileCache`).',
  'server memory after the first call, resident': 'a Node that has done nothing has 41 MB of them.',
  'server memory after load': 'resident memory is what has not been given back yet. That what the server keeps stays flat is shown in `trials/RESULTS.md`.',
  'calls that are traced': 'each process writes each frame to its file before it goes on, so that the last one before a crash is there: four writes for one call. Collecting them would cost less, and would lose what teaches most.',
}

export const beginningsOfNotes: readonly string[] = Object.keys(NOTES).toSorted((a, b) => b.length - a.length)

/** @param row name of a row */
export function noteOf(row: string): string | undefined {
  const plain = row.replaceAll("'", '’')
  const beginning = beginningsOfNotes.find((one) => plain.startsWith(one))
  return beginning === undefined ? undefined : NOTES[beginning]
}
