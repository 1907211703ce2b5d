/**
 * The host as the window has it: the one host of this shell, plus what only the shell knows. Menu commands become events,
 * and the shell sees the theme that is chosen and the run that is under way.
 */
import type { CommandId } from '../contract/commands.ts'
import type { EventName, EventPayload, Host, Settings } from '../contract/host.ts'

export interface ShellHost {
  /** What is served to the page. */
  readonly host: Host
  /** Tells the page that a command was chosen in the menu. */
  command(id: CommandId): void
  /** Stops what runs: the page that asked for it is gone. */
  stopRun(): Promise<void>
}

/** @param themeChanged told of the theme when the settings are first read and whenever they are saved */
export function createShellHost(inner: Host, themeChanged: (theme: Settings['theme']) => void): ShellHost {
  const commandListeners = new Set<(payload: EventPayload<'command'>) => void>()
  let running: number | undefined
  inner.onEvent('runChanged', ({ run, state }) => {
    if (state !== 'ended') running = run
    else if (run === running) running = undefined
  })

  const onEvent = <Name extends EventName>(name: Name, listen: (payload: EventPayload<Name>) => void): (() => void) => {
    if (name !== 'command') return inner.onEvent(name, listen)
    // The name says which listener it is; the type of a name and its payload can't be narrowed together.
    const listener = listen as unknown as (payload: EventPayload<'command'>) => void
    commandListeners.add(listener)
    return () => commandListeners.delete(listener)
  }

  return {
    host: {
      ...inner,
      onEvent,
      async hello(params) {
        const answer = await inner.hello(params)
        themeChanged(answer.settings.theme)
        return answer
      },
      async saveSettings(params) {
        const answer = await inner.saveSettings(params)
        themeChanged(params.settings.theme)
        return answer
      },
    },
    command(id) {
      for (const listen of [...commandListeners]) listen({ id })
    },
    async stopRun() {
      const run = running
      running = undefined
      if (run !== undefined) await inner.stopRun({ run })
    },
  }
}
