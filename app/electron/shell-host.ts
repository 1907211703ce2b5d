/**
 * The host as the window has it: the one host of this shell, plus what only the shell knows. Menu commands become events,
 * and the shell sees the theme that is chosen and the run that is under way.
 */
import * as v from 'valibot'
import type { CommandId } from '../contract/commands.ts'
import { type EventName, type EventPayload, type Host, type Settings, SettingsSchema } from '../contract/host.ts'

export interface ShellHost {
  /** What is served to the page. */
  readonly host: Host
  /** Tells the page that a command was chosen in the menu. */
  command(id: CommandId): void
  /** Stops what runs: the page that asked for it is gone. */
  stopRun(): Promise<void>
}

export interface ShellHostOptions {
  /** Told of the theme when the settings are first read and whenever they are saved. */
  themeChanged(theme: Settings['theme']): void
  /** Told of all settings, at the same moments. */
  settingsChanged?(settings: Settings): void
  /** Told when a page has been greeted, and listens. */
  greeted?(): void
  /** Settings are those of a first start, and changes to them last until the app ends. */
  readonly safe?: boolean
}

export function createShellHost(inner: Host, { themeChanged, settingsChanged = () => {}, greeted = () => {}, safe = false }: ShellHostOptions): ShellHost {
  /** Settings that are not kept; only in safe mode. */
  let passing: Settings | undefined = safe ? v.parse(SettingsSchema, {}) : undefined
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
        const kept = await inner.hello(params)
        const answer = passing === undefined ? kept : { ...kept, settings: passing }
        themeChanged(answer.settings.theme)
        settingsChanged(answer.settings)
        // The answer goes out first.
        setImmediate(greeted)
        return answer
      },
      async saveSettings(params) {
        if (passing === undefined) await inner.saveSettings(params)
        else passing = params.settings
        themeChanged(params.settings.theme)
        settingsChanged(params.settings)
        return {}
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
