/**
 * A host in memory, for tests of the page: it keeps what it is told, and says what the test tells it to say. It runs
 * nothing; a run under test is a recorded one.
 */
import type { EventName, EventPayload, Hello, Host, LessonText, Problem, Reference, Workspace } from '../../contract/host.ts'

/** What the test puts on the window before the page starts. */
export interface Given {
  readonly hello: Hello
  readonly workspaces: Readonly<Record<'typescript' | 'python', Workspace>>
  readonly lessonText: LessonText
  /** What a run is compared with. */
  readonly references?: Reference[]
  /** What a Python finds wrong in its files. */
  readonly mistakes?: readonly Problem[]
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
  #mistakes: readonly Problem[] = []
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()

  constructor(given: Given) {
    this.#mistakes = given.mistakes ?? []
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
    const own = new Map<string, Workspace>()
    const ownOf = (id: string): Workspace => {
      const found = own.get(id)
      if (!found) throw new Error(`no workspace ${id}`)
      return found
    }
    const change = (id: string, to: Partial<Workspace>): Workspace => {
      own.set(id, { ...ownOf(id), ...to })
      return current(ownOf(id))
    }
    const noted = <Params, Result>(name: string, answer: (params: Params) => Result) => async (params: Params): Promise<Result> => {
      this.calls.push({ name, params })
      return answer(params)
    }
    this.host = {
      hello: noted('hello', () => given.hello),
      openLesson: noted('openLesson', ({ language }) => current(given.workspaces[language])),
      references: noted('references', () => ({ references: given.references ?? [] })),
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
      findMistakes: noted('findMistakes', () => ({ problems: [...this.#mistakes] })),
      choosePython: noted('choosePython', () => ({ runtime: null })),
      saveProgress: noted('saveProgress', () => ({})),
      saveSettings: noted('saveSettings', () => ({})),
      openExternal: noted('openExternal', () => ({})),
      hold: noted('hold', () => ({})),
      decide: noted('decide', ({ frames }) => ({ decided: frames.length })),
      releaseAll: noted('releaseAll', () => ({})),
      step: noted('step', () => ({})),
      replay: noted('replay', () => ({})),
      fault: noted('fault', () => ({ fault: 1 })),
      disarm: noted('disarm', () => ({})),
      holding: noted('holding', () => ({ state: null })),
      schedules: noted('schedules', () => ({ schedules: [] })),
      saveSchedules: noted('saveSchedules', () => ({})),
      presentRun: noted('presentRun', () => ({ present: null })),
      runRecord: noted('runRecord', () => ({ record: null })),
      diagnostics: noted('diagnostics', () => ({ text: 'Managerie' })),
      recent: noted('recent', () => ({ entries: [...own.values()].map(({ id, name = '', language }, at) => ({ id, kind: 'own' as const, name, language, at })).reverse() })),
      newWorkspace: noted('newWorkspace', ({ name, language, files: given, programs }) => {
        const id = `own-${own.size + 1}`
        const made: Workspace = { id, kind: 'own', lesson: null, name, language, programs, files: given.map((file) => ({ ...file, original: file.text })) }
        own.set(id, made)
        return made
      }),
      openWorkspace: noted('openWorkspace', ({ workspace }) => (own.has(workspace) ? current(ownOf(workspace)) : current(byId(workspace)))),
      renameWorkspace: noted('renameWorkspace', ({ workspace, name }) => change(workspace, { name })),
      removeWorkspace: noted('removeWorkspace', ({ workspace }) => {
        own.delete(workspace)
        return {}
      }),
      restoreWorkspace: noted('restoreWorkspace', () => ({})),
      addFile: noted('addFile', ({ workspace, file, text }) => change(workspace, { files: [...ownOf(workspace).files, { name: file, text, original: text }] })),
      renameFile: noted('renameFile', ({ workspace, file, to }) =>
        change(workspace, {
          files: ownOf(workspace).files.map((one) => (one.name === file ? { ...one, name: to } : one)),
          programs: ownOf(workspace).programs.map((one) => (one.file === file ? { ...one, file: to } : one)),
        }),
      ),
      removeFile: noted('removeFile', ({ workspace, file }) =>
        change(workspace, { files: ownOf(workspace).files.filter((one) => one.name !== file), programs: ownOf(workspace).programs.filter((one) => one.file !== file) }),
      ),
      savePrograms: noted('savePrograms', ({ workspace, programs }) => change(workspace, { programs })),
      takeFromDisk: noted('takeFromDisk', ({ workspace }) => current(ownOf(workspace))),
      openFolder: noted('openFolder', () => null),
      listFolders: noted('listFolders', () => ({ id: 'home', name: 'home', parent: null, folders: [], files: [] })),
      saveToFolder: noted('saveToFolder', () => null),
      openDocument: noted('openDocument', () => null),
      saveDocument: noted('saveDocument', ({ name }) => ({ name })),
      onEvent: (name, listen) => {
        const set = this.#listeners.get(name) ?? new Set()
        this.#listeners.set(name, set.add(listen as (payload: never) => void))
        return () => set.delete(listen as (payload: never) => void)
      },
    }
  }

  /** What a Python finds wrong from now on. */
  setMistakes(mistakes: readonly Problem[]): void {
    this.#mistakes = mistakes
  }

  /** From now on the lesson's text is none. */
  spoilLesson(): void {
    this.#spoilt = true
  }

  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    for (const listen of this.#listeners.get(name) ?? []) (listen as (payload: EventPayload<Name>) => void)(payload)
  }
}
