/**
 * A host in memory, for tests of the page: it keeps what it is told, and says what the test tells it to say. It runs
 * nothing; a run under test is a recorded one.
 */
import type { EventName, EventPayload, Hello, Host, LessonText, Workspace } from '../../contract/host.ts'

/** What the test puts on the window before the page starts. */
export interface Given {
  readonly hello: Hello
  readonly workspaces: Readonly<Record<'typescript' | 'python', Workspace>>
  readonly lessonText: LessonText
}

export interface Call {
  readonly name: string
  readonly params: unknown
}

export class MemoryHost {
  /** Every call, in order. */
  readonly calls: Call[] = []
  readonly host: Host
  #run = 0
  #spoilt = false
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()

  constructor(given: Given) {
    const files = new Map(Object.values(given.workspaces).flatMap((workspace) => workspace.files.map((file) => [`${workspace.id} ${file.name}`, file.text])))
    const current = (workspace: Workspace): Workspace => ({
      ...workspace,
      files: workspace.files.map((file) => ({ ...file, text: files.get(`${workspace.id} ${file.name}`) ?? file.text })),
    })
    const byId = (id: string): Workspace => {
      const found = Object.values(given.workspaces).find((workspace) => workspace.id === id)
      if (!found) throw new Error(`no workspace ${id}`)
      return found
    }
    const noted = <Params, Result>(name: string, answer: (params: Params) => Result) => async (params: Params): Promise<Result> => {
      this.calls.push({ name, params })
      return answer(params)
    }
    this.host = {
      hello: noted('hello', () => given.hello),
      openLesson: noted('openLesson', ({ language }) => current(given.workspaces[language])),
      lessonText: noted('lessonText', () => (this.#spoilt ? { ...given.lessonText, text: '## Wonder\n\nNo phase.\n' } : given.lessonText)),
      saveFile: noted('saveFile', ({ workspace, file, text }) => {
        files.set(`${workspace} ${file}`, text)
        return {}
      }),
      resetWorkspace: noted('resetWorkspace', ({ workspace }) => {
        for (const file of byId(workspace).files) files.set(`${workspace} ${file.name}`, file.original)
        return current(byId(workspace))
      }),
      run: noted('run', () => ({ run: ++this.#run })),
      stopRun: noted('stopRun', () => ({})),
      controlProgram: noted('controlProgram', () => ({})),
      input: noted('input', () => ({})),
      saveProgress: noted('saveProgress', () => ({})),
      saveSettings: noted('saveSettings', () => ({})),
      openExternal: noted('openExternal', () => ({})),
      onEvent: (name, listen) => {
        const set = this.#listeners.get(name) ?? new Set()
        this.#listeners.set(name, set.add(listen as (payload: never) => void))
        return () => set.delete(listen as (payload: never) => void)
      },
    }
  }

  /** From now on the lesson's text is none. */
  spoilLesson(): void {
    this.#spoilt = true
  }

  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    for (const listen of this.#listeners.get(name) ?? []) (listen as (payload: EventPayload<Name>) => void)(payload)
  }
}
