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
  managerie web                         the whole playground, in a browser of this machine`,
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
  .addOption(new Option('--timeout <seconds>', 'stop everything after this time').argParser(positive))
  .option('--json', 'print one JSON object instead')
  .addHelpText(
    'after',
    `
Exit code 0: everything was started and ended as it was meant to. Of a lesson's start that can be a refused call; of
files it is 0 from every client. A server may be stopped or end with 0.`,
  )
  .action(async (what: string[], options) => {
    const { runCommand } = await import('./run.ts')
    await runCommand(what, options, dist)
  })

program
  .command('lessons')
  .summary('list the lessons')
  .description('Lists the lessons: number, title, what each is about.')
  .option('--json', 'print a JSON array instead')
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
  .addHelpText(
    'after',
    `
The key: --authkey-hex, else MANAGERIE_AUTHKEY_HEX, else MANAGERIE_AUTHKEY (as UTF-8), else a random one, which is
printed to standard error. A client in Python:
  from multiprocessing.managers import SyncManager
  manager = SyncManager(('127.0.0.1', 50000), authkey=bytes.fromhex('...'))
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
  .description('Prints the traffic of a recorded trace: an NDJSON file, or a folder of them, one for each process.')
  .argument('<file>', 'file or folder')
  .option('--json', 'print one JSON object for each frame instead')
  .action(async (file: string, options) => {
    const { traceCommand } = await import('./trace.ts')
    await traceCommand(file, options)
  })

program
  .command('web')
  .summary('open the playground in a browser')
  .description('Serves the playground to a browser of this machine and opens it. The address holds a key: it is for you alone. Ends with Ctrl-C.')
  .addOption(new Option('--port <number>', 'where to listen on 127.0.0.1').default(0, 'any').argParser(portNumber))
  .option('--no-open', 'print the address, open nothing')
  .action(async (options) => {
    const { webCommand } = await import('./web.ts')
    await webCommand(options, dist, version)
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

function portNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65535) throw new InvalidArgumentError('Expected a port, 0 to 65535.')
  return value
}
