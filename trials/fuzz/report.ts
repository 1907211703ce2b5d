/** What a run of the fuzzer says in trials/RESULTS.md. */
import { machine } from '../results.ts'
import type { CampaignResult } from './campaign.ts'

export function resultsText(results: readonly CampaignResult[], seed: number): string {
  const sum = (of: (result: CampaignResult) => number): number => results.reduce((all, result) => all + of(result), 0)
  const number = (value: number): string => value.toLocaleString('en')
  const rows = results.map(
    ({ name, guided, unguided, reached, counters, processor, slowest, findings }) =>
      `| ${name} | ${number(guided)} | ${number(unguided)} | ${number(reached)} of ${number(counters)} | ${processor.toFixed(0)} | ${slowest.milliseconds.toFixed(0)} ms | ${findings.length} |`,
  )
  const [guided, unguided, seconds, findings] = [sum((one) => one.guided), sum((one) => one.unguided), sum((one) => one.processor), sum((one) => one.findings.length)]
  return `## Fuzz

${number(guided + unguided)} inputs over ${results.length} targets with seed ${seed}: ${number(guided)} guided by what they reach, then ${number(unguided)} at full speed,
changed from those that were kept, without looking at what they reach. ${findings === 0 ? 'No crash, no hang, no code run, no prototype changed.' : `**${findings} findings.**`}
On ${machine()}; ${new Date().toISOString().slice(0, 10)}.

| target | guided | unguided | counters reached | seconds at work | slowest input | findings |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
| **all** | **${number(guided)}** | **${number(unguided)}** | | **${seconds.toFixed(0)}** | | **${findings}** |

A counter is a function, a statement or one way of a branch of the modules that the target is about; of those that none reached,
most belong to parts that bytes from others do not lead to. Again: \`npm run trials -- fuzz --inputs ${guided + unguided} --seed ${seed}\`.`
}
