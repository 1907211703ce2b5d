/** The host's calls for holding frames and breaking things, for the run that they name. */
import type { CallName, Host } from '../contract/host.ts'
import type { holdCalls } from '../contract/hold.ts'
import type { Runs } from './runs.ts'
import type { Schedules } from './schedules.ts'

export function holdHandlers(runs: Runs, schedules: Schedules): Pick<Host, keyof typeof holdCalls & CallName> {
  const holding = (run: number) => runs.need(run).holding
  return {
    async hold({ run, rule }) {
      holding(run).hold(rule)
      return {}
    },
    async decide({ run, frames, verdict, delay }) {
      return { decided: holding(run).decide(frames, verdict, delay) }
    },
    async releaseAll({ run }) {
      holding(run).releaseAll()
      return {}
    },
    async step({ run, until }) {
      holding(run).step(until)
      return {}
    },
    async replay({ run, schedule }) {
      holding(run).replay(schedule)
      return {}
    },
    async fault({ run, order }) {
      return { fault: holding(run).fault(order) }
    },
    async disarm({ run, fault }) {
      holding(run).disarm(fault)
      return {}
    },
    async schedules({ workspace }) {
      return { schedules: await schedules.of(workspace) }
    },
    async saveSchedules({ workspace, schedules: kept }) {
      await schedules.save(workspace, kept)
      return {}
    },
    async holding({ run }) {
      return { state: runs.find(run)?.holding.state ?? null }
    },
  }
}
