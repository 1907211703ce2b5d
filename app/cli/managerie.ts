#!/usr/bin/env node
/**
 * `managerie`, the command line: the same host without a window. What a command needs is loaded with the command.
 *
 * Exit codes: 0 done, 1 it did not work, 2 it was not understood, 128 + n ended by signal n.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { version } from '../package.json'

const program = new Command('managerie')
  .description('A playground for Python-style process managers: run server and client as real processes, and read every frame that they exchange.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'say how it is used')
  .helpCommand(false)
  .showHelpAfterError('Try managerie --help, or managerie COMMAND --help.')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  managerie lessons                     what there is to learn
  managerie run 5                       run lesson 5 as it begins, and see its traffic
  managerie run 5 --solution --python   its solution, in Python
  managerie run server.ts client.ts     your own programs; the server is stopped when the clients have ended
  managerie serve --address :50000      a SyncManager for any client, Python's own included
  managerie web                         the whole playground, in a browser of this machine
  managerie doctor                      what is installed, what is missing, what works

Where to begin: managerie run 5 shows a call that its server refuses, and the frame in which it says so. Every command
has --json for other programs, and managerie COMMAND --help has more examples.

Exit codes:
  0       done, and everything was as it was meant to be
  1       it did not work; the reason is on standard error, or is what was printed
  2       it was not understood: an unknown command, a missing or bad argument
  130     ended by Ctrl-C, and 143 by SIGTERM: whatever was running has been ended, too

Your work is kept in the folder that managerie doctor names; MANAGERIE_HOME is another.`,
  )

program
  .command('run')
  .summary('run a lesson or files, print output and traffic')
  .description(
    "Runs a lesson (by number or id) or your own files as real processes. Prints what each of them prints, then the frames that they exchanged.\n\nFiles are started in the order given, each when the one before listens or has ended. A file with 'server' in its name is a server, else the first of several is; servers are stopped when the others have ended. PORT in the environment is a free port.",
  )
  .argument('<what...>', 'number or id of a lesson, or files: all .ts or all .py, of one folder')
  .option('--python', "the lesson's Python programs")
  .option('--solution', "the lesson's solution, not its start")
  .option('--attempt <name>', 'a program that somebody might write in the lesson, right or wrong')
  .option('--runtime <id>', 'what to run it with, such as cpython-3.12.1')
  .option('--schedule <file>', 'let frames go in this order: a JSON list of { process, method }, as the playground saves it')
  .addOption(new Option('--timeout <seconds>', 'stop everything after this time').argParser(positive))
  .option('--compare', "say where it first parts from the lesson's solution, which is run too if need be")
  .option('--trace <file>', 'keep the trace in this file, an event a line; managerie trace reads it')
  .option('--json', 'print one JSON object instead')
  .addHelpText(
    'after',
    `
Exit code 0: everything was started and ended as it was meant to. Of a lesson's start that can be a refused call; of
files it is 0 from every client. A server may be stopped or end with 0. 1: it was not so, or the time was up.

Examples:
  managerie run proxy                       a lesson by its name
  managerie run 5 --attempt ?               says which attempts there are: what somebody might try in it
  managerie run server.py client.py --runtime cpython-3.12.1
  managerie run 7 --json | jq '.frames[] | select(.error)'   the calls that were refused`,
  )
  .action(async (what: string[], options) => {
    const { runCommand } = await import('./run.ts')
    await runCommand(what, options, dist, version)
  })

program
  .command('lessons')
  .summary('list the lessons')
  .description('Lists the lessons: number, title, what each is about.')
  .option('--json', 'print a JSON array instead')
  .addHelpText('after', `
Examples:
  managerie lessons --json | jq -r '.[].id'    their names, as run takes them`)
  .action(async (options) => {
    const { lessonsCommand } = await import('./lessons.ts')
    await lessonsCommand(options)
  })

program
  .command('serve')
  .summary('serve a SyncManager to any client')
  .description(
    "Serves a SyncManager (list, dict, Queue, Lock, …) to any client that holds the key, Python's own multiprocessing included. Prints READY and the address when it listens; ends with a client's shutdown(), SIGTERM or Ctrl-C.",
  )
  .addOption(new Option('--address <address>', 'HOST:PORT, or the path of a socket; port 0: any').default('127.0.0.1:0'))
  .option('--authkey-hex <hex>', 'the key, in hexadecimal digits')
  .option('--json', 'print one line of JSON with address and key instead of READY')
  .addHelpText(
    'after',
    `
The key: --authkey-hex, else MANAGERIE_AUTHKEY_HEX, else MANAGERIE_AUTHKEY (as UTF-8), else a random one, which is
printed to standard error.

Examples:
  managerie serve --address :50000 --authkey-hex abcd    for clients that know the key, such as this one in Python:
  from multiprocessing.managers import SyncManager
  manager = SyncManager(('127.0.0.1', 50000), authkey=bytes.fromhex('abcd'))
  manager.connect()
  numbers = manager.list([1, 2, 3])`,
  )
  .action(async (options) => {
    const { serveCommand } = await import('./serve.ts')
    await serveCommand(options)
  })

program
  .command('trace')
  .summary('print a recorded trace')
  .description('Prints the traffic of a recorded trace: an NDJSON file, a folder of them, one for each process, or a capsule.')
  .argument('<file>', 'file or folder')
  .option('--json', 'print one JSON object for each frame instead')
  .addHelpText('after', `
Exit code 1: there was nothing in it, or lines of it could not be read (they are named on standard error).

Examples:
  MULTIPROCESSING_TRACE=/tmp/t node server.js      a program that uses the engine records itself
  managerie trace /tmp/t                           and this is what it said
  managerie trace /tmp/t --json | jq .method       the methods that were called`)
  .action(async (file: string, options) => {
    const { traceCommand } = await import('./trace.ts')
    await traceCommand(file, options)
  })

program
  .command('compare')
  .summary('say what two runtimes do otherwise')
  .description(
    "Runs a lesson's solution on two runtimes and says what they do otherwise on the wire, each difference once: idents, digests, pids and ports are folded away. Of two recorded traces it says the same.",
  )
  .argument('<what...>', 'a lesson and two runtimes, such as 5 3.11 3.12; or two traces')
  .option('--json', 'print one JSON object instead')
  .addHelpText('after', `
Examples:
  managerie compare exposed 3.11 3.12        another handshake, and nothing else
  managerie compare 7 node 3.13              this engine beside CPython
  managerie compare before.ndjson after.ndjson`)
  .action(async (what: string[], options) => {
    const { compareCommand } = await import('./compare.ts')
    await compareCommand(what, options, dist, version)
  })

program
  .command('web')
  .summary('open the playground in a browser')
  .description('Serves the playground to a browser of this machine and opens it. The address holds a key: it is for you alone. Ends with Ctrl-C.')
  .addOption(new Option('--port <number>', 'where to listen on 127.0.0.1').default(0, 'any').argParser(portNumber))
  .option('--no-open', 'print the address, open nothing')
  .addOption(new Option('--idle <minutes>', 'end when no page has been open for so long; 0: never').default(60).argParser(minutes))
  .option('--json', 'print one line of JSON with address, port and pid')
  .addHelpText('after', `
It listens on 127.0.0.1 only, and answers nobody without the key; the key is another one at each start.

Examples:
  managerie web --port 8000 --no-open              on a computer far away, and on yours:
  ssh -L 8000:127.0.0.1:8000 user@far-away         then open the printed address`)
  .action(async (options) => {
    const { webCommand } = await import('./web.ts')
    await webCommand(options, dist, version)
  })

program
  .command('doctor')
  .summary('say what is installed, what is missing, what works')
  .description('Looks at everything that the playground needs or can use, by doing it: Node, the compiler, the engine, Pythons, shared memory, ports, the folder for your work, Electron, browsers.')
  .option('--json', 'print one JSON object instead')
  .addHelpText('after', `
Exit code 0: everything that is needed works; what is only missing for some things is said. 1: something needed does not work.

Examples:
  managerie doctor --json | jq '.findings[] | select(.state != "ok")'    what is not as it could be`)
  .action(async (options) => {
    const { doctorCommand } = await import('./doctor.ts')
    await doctorCommand(options, dist, version)
  })

// Built into dist/cli, beside the other parts.
const dist = new URL('..', import.meta.url)

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

try {
  if (process.argv.length <= 2) program.outputHelp()
  else await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else {
    process.stderr.write(`managerie: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.')
  return value
}

function minutes(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value > 20_000) throw new InvalidArgumentError('Expected minutes, 0 to 20000.')
  return value
}

function portNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65535) throw new InvalidArgumentError('Expected a port, 0 to 65535.')
  return value
}
