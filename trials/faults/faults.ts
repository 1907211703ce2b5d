/** `npm run trials -- faults`: real servers and clients, and everything that can happen to processes and connections. */
import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { machine, writeSection } from '../results.ts'
import { ALL_KINDS, KINDS, type Kind } from './plan.ts'
import { runFaults, type Outcome } from './run.ts'

interface Options {
  readonly count: number
  readonly seed: number
  readonly only?: Kind[]
  readonly json?: string
  readonly broken?: string
  readonly write: boolean
}

/** The command: prints its seed, what it does, and what it has found; ends with 1 when that is anything. */
export function faults(): Command {
  return new Command('faults')
    .description('does harm to real servers and clients, and checks that nothing is lost, doubled, leaked or left waiting')
    .option('--count <faults>', 'how many faults at least', whole, 1000)
    .option('--seed <seed>', 'the same seed plans the same faults', whole, Math.floor(Math.random() * 2 ** 31))
    .option('--only <kinds...>', `only these kinds: ${ALL_KINDS.join(', ')}`, kind)
    .option('--json <file>', 'writes the outcome there')
    .option('--broken <how>', 'has the servers do something wrong, to see that it is found: loses, doubles, leaks, silent, unlocked, discreet, dies, refuses')
    .option('--write', 'writes the outcome into trials/RESULTS.md', false)
    .action(async (options: Options) => {
      const { count, seed, only, broken } = options
      console.log(`seed ${seed}`)
      process.once('SIGINT', () => process.exit(130))
      const outcome = await runFaults({ count, seed, ...(only ? { only } : {}), ...(broken ? { broken } : {}), log: (line) => console.log(line) })
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(outcome, null, 2)}\n`)
      if (options.write) writeSection('faults', section(outcome, count))
      console.log(report(outcome))
      if (outcome.wrong.length > 0) {
        console.log(`again: npm run trials -- faults --seed ${seed} --count ${count}${only ? ` --only ${only.join(' ')}` : ''}`)
        process.exitCode = 1
      }
    })
}

function whole(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('a whole number from 0 is wanted')
  return number
}

function kind(text: string, before: Kind[] = []): Kind[] {
  if (!(ALL_KINDS as string[]).includes(text)) throw new InvalidArgumentError(`a kind of fault is wanted: ${ALL_KINDS.join(', ')}`)
  return [...before, text as Kind]
}

function report({ faults: done, total, wrong, facts, seconds }: Outcome): string {
  return [
    ...ALL_KINDS.map((each) => `${String(done[each] ?? 0).padStart(6)}  ${each.padEnd(12)} ${KINDS[each].what}`),
    `${String(total).padStart(6)}  in ${seconds.toFixed(0)} s`,
    ...Object.entries(facts).map(([name, value]) => `        ${name}: ${value}`),
    wrong.length === 0 ? 'nothing found' : `${wrong.length} findings:\n${wrong.map((words) => `  - ${words}`).join('\n')}`,
  ].join('\n')
}

/** The section of RESULTS.md. */
function section({ seed, faults: done, total, wrong, facts, seconds }: Outcome, count: number): string {
  const rows = ALL_KINDS.map((each) => `| ${each} | ${done[each] ?? 0} | ${KINDS[each].what} |`)
  const { putsAnswered, putsUnknown, itemsGot, counted, locksOfTheDead, holdersOfTheDead, callsToKilledServers, eventsLost } = facts
  return `## Faults

\`npm run trials -- faults --count ${count} --seed ${seed}\`: ${total} faults in ${seconds.toFixed(0)} s, ${wrong.length === 0 ? 'nothing lost, doubled, leaked or left waiting' : `**${wrong.length} findings**`}.

${machine()}; clients: ${facts['clients']}; servers: ${facts['servers']}.

| kind | faults | what was done |
| --- | ---: | --- |
${rows.join('\n')}

What was checked in ${facts['rounds']} rounds, after each of which everybody hung up:

| | |
| --- | --- |
| items whose \`put\` was answered | ${putsAnswered}: each was got once, but for those of the next row |
| items lost with an answer that was cut on its way | ${facts['lostWithAnswerHere']} of our servers; ${facts['lostWithAnswerInCPython']} of CPython's, which hands items to the dead, too |
| items whose \`put\` got no answer | ${putsUnknown}: each was there once or not at all |
| items got | ${itemsGot}: none twice, none that nobody put |
| counted under a lock | ${counted}: each once, no two holders at a time |
| locks whose holder was gone | ${locksOfTheDead}: of ours, the server said so of each; released by another |
| holders of objects that were gone | ${holdersOfTheDead}: counted until somebody let go for them, as in CPython |
| calls to a server that was killed | ${callsToKilledServers}: each ended, with EOFError or an OSError |
| events that had no room in a trace | ${eventsLost}: each was missing where the trace says so |
| connections, descriptors, objects, timers of the servers after each round | as before the first |
| memory in use by the servers after the second round and the last, MiB | ${facts['heapMiB']} |
${wrong.length === 0 ? '' : `\nFindings:\n\n${wrong.map((words) => `* ${words}`).join('\n')}\n`}`
}
