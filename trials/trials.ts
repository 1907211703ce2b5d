/**
 * `npm run trials -- <trial> [options]`: tries the engine by force, for as long as you like. `npm test` runs a short profile of each.
 *
 * A trial is a folder here with a file of its own name, which exports a function of that name: it makes the command.
 */
import { Command } from 'commander'
import { faults } from './faults/faults.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { histories } from './histories/histories.ts'
import { soak } from './soak/soak.ts'

const program = new Command('trials').description('Tries the engine by force. Each trial prints its seed; the same seed does the same again.')
for (const trial of [faults, fuzz, histories, soak]) program.addCommand(trial())
await program.parseAsync()
