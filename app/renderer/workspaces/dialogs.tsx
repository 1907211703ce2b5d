/** The questions that are asked about workspaces: a new one, a folder, a capsule. One at a time. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { Folder, Language } from '../../contract/host.ts'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { Dialog } from '../layout/dialog.tsx'
import { plural } from '../layout/status-bar.tsx'
import { theHost, words } from '../link.ts'
import { run, settings, showToast, workspaceName } from '../store.ts'
import { choosePython, freeName, makeWorkspace, openFolder, readRecent, saveToFolder } from './actions.ts'
import { question } from './questions.ts'
import { keysGone, saveCapsule, shownRecording } from './recording.ts'
import { blueprintOf, emptyBlueprint, TEMPLATES } from './templates.ts'
import './workspaces.css'

const close = (): void => void (question.value = null)

export function Questions() {
  switch (question.value) {
    case null:
      return null
    case 'new':
      return <NewWorkspace />
    case 'open folder':
      return <ChooseFolder title="Open a folder" verb="Open" choose={openFolder} />
    case 'choose python':
      return <ChoosePython />
    case 'save folder':
      return <SaveFolder />
    case 'capsule':
      return <SaveCapsule />
  }
}

/** Does what was asked for and closes; what goes wrong is said in the question, which stays. */
function useDoing(): { wrong: string | undefined; doing: boolean; begin: (action: () => Promise<void>) => void } {
  const [wrong, setWrong] = useState<string>()
  const [doing, setDoing] = useState(false)
  return {
    wrong,
    doing,
    begin(action) {
      if (doing) return
      setDoing(true)
      setWrong(undefined)
      action().then(close, (error: unknown) => {
        setWrong(words(error))
        setDoing(false)
      })
    },
  }
}

function Wrong({ words: said }: { words: string | undefined }) {
  return said === undefined ? null : (
    <p class="field-error" role="alert">
      {said}
    </p>
  )
}

const LANGUAGES = { typescript: 'TypeScript', python: 'Python' } as const satisfies Record<Language, string>
const EMPTY = { id: 'empty', title: 'Empty', words: 'One file, and nothing in it.' } as const

function NewWorkspace() {
  const [template, setTemplate] = useState<string>(TEMPLATES[0]?.id ?? EMPTY.id)
  const [language, setLanguage] = useState(settings.value.language)
  const [name, setName] = useState<string>()
  const { wrong, doing, begin } = useDoing()
  useEffect(() => attempt(readRecent), [])
  const chosen = TEMPLATES.find((one) => one.id === template)
  const shown = name ?? freeName(chosen?.title ?? 'Workspace')
  const submit = () => {
    const title = shown.trim()
    if (title === '') return
    begin(() => makeWorkspace(chosen ? blueprintOf(chosen, language, title) : emptyBlueprint(language, title)))
  }
  return (
    <Dialog title="New workspace" close={close} submit={submit} foot={<Foot verb="Make it" doing={doing} />}>
      <fieldset class="choices" aria-label="Begin with">
        {[...TEMPLATES, EMPTY].map((one) => (
          <label key={one.id} class="choice">
            <input type="radio" name="template" autofocus={one.id === template} checked={one.id === template} onChange={() => setTemplate(one.id)} />
            <span>
              <b>{one.title}</b>
              <span>{one.words}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <span id="new-language">Language</span>
        <span class="seg" role="radiogroup" aria-labelledby="new-language">
          {(['typescript', 'python'] as const).map((one) => (
            <button key={one} type="button" role="radio" aria-checked={language === one} onClick={() => setLanguage(one)}>
              {LANGUAGES[one]}
            </button>
          ))}
        </span>
      </div>
      <label class="field">
        <span>Name</span>
        <input class="input" value={shown} maxLength={120} onInput={(event) => setName(event.currentTarget.value)} spellcheck={false} />
        <small>It is kept with your work, and saved as you type.</small>
      </label>
      <Wrong words={wrong} />
    </Dialog>
  )
}

function Foot({ verb, doing = false, disabled = false }: { verb: string; doing?: boolean; disabled?: boolean }) {
  return (
    <>
      <button type="button" class="btn" onClick={close}>
        Cancel
      </button>
      <button type="submit" class="btn primary" aria-disabled={doing || disabled}>
        {verb}
      </button>
    </>
  )
}

interface FolderProps {
  readonly title: string
  readonly verb: string
  readonly choose: (folder: string) => Promise<void>
  /** Where a new folder gets this name. */
  readonly name?: string
  readonly onName?: (name: string) => void
}

/** Where the shell has no dialog of the system: folders by name, beginning at home. */
function ChooseFolder({ title, verb, choose, name, onName }: FolderProps) {
  const { wrong, doing, begin } = useDoing()
  const { folder, unreadable, go } = useFolder()
  const submit = () => folder && begin(() => choose(folder.id))
  return (
    <Dialog title={title} close={close} submit={submit} foot={<Foot verb={verb} doing={doing} />}>
      {onName && (
        <label class="field">
          <span>Name of the new folder</span>
          <input class="input" value={name} maxLength={120} required autofocus onInput={(event) => onName(event.currentTarget.value)} spellcheck={false} />
        </label>
      )}
      <Folders
        folder={folder}
        go={go}
        autofocus={!onName}
        count={folder && folder.files.length > 0 ? plural(folder.files.length, 'program file', 'program files') : 'no program files'}
        none={folder !== undefined && folder.folders.length + folder.files.length === 0 ? 'Nothing in it that could be opened.' : undefined}
      >
        {folder?.files.map((file) => (
          <li key={file} class="folders-file">
            <Icon name="symbol-file" small />
            {file}
          </li>
        ))}
      </Folders>
      <Wrong words={unreadable ?? wrong} />
    </Dialog>
  )
}

/** An interpreter by the folder that it is in; a virtual environment has it in `bin` or `Scripts`. */
function ChoosePython() {
  const { wrong, doing, begin } = useDoing()
  const { folder, unreadable, go } = useFolder({ pythons: true })
  const [chosen, setChosen] = useState<string>()
  const found = folder?.pythons ?? []
  const file = found.find(({ id }) => id === chosen) ?? found[0]
  const submit = () => file && begin(() => choosePython(file.id))
  return (
    <Dialog title="Choose a Python" close={close} submit={submit} foot={<Foot verb="Choose" doing={doing} disabled={!file} />}>
      <p class="settings-note">Go to the folder of an interpreter, CPython 3.8 or newer. A virtual environment has its own in bin, on Windows in Scripts.</p>
      <Folders
        folder={folder}
        go={go}
        autofocus
        count={found.length > 0 ? plural(found.length, 'interpreter', 'interpreters') : 'no interpreter'}
        none={folder !== undefined && folder.folders.length + found.length === 0 ? 'No folder and no interpreter in it.' : undefined}
      >
        {found.map(({ id, name }) => (
          <li key={id}>
            <label class="folders-choice">
              <input type="radio" name="interpreter" checked={file?.id === id} onChange={() => setChosen(id)} />
              {name}
            </label>
          </li>
        ))}
      </Folders>
      <Wrong words={unreadable ?? wrong} />
    </Dialog>
  )
}

function useFolder(what: { pythons?: boolean } = {}) {
  const [folder, setFolder] = useState<Folder>()
  const [unreadable, setUnreadable] = useState<string>()
  const go = (id?: string): void => {
    setUnreadable(undefined)
    theHost()
      .listFolders({ ...what, ...(id === undefined ? {} : { folder: id }) })
      .then(setFolder, (error: unknown) => setUnreadable(words(error)))
  }
  useEffect(go, [])
  return { folder, unreadable, go }
}

interface FoldersProps {
  readonly folder: Folder | undefined
  readonly go: (id: string) => void
  readonly autofocus: boolean
  /** What is in it, in words. */
  readonly count: string
  /** Words where there is nothing. */
  readonly none: string | undefined
  readonly children: ComponentChildren
}

function Folders({ folder, go, autofocus, count, none, children }: FoldersProps) {
  const list = useId()
  return (
    <div class="folders">
      <div class="folders-head">
        <button type="button" class="iconbtn" aria-label="To the folder above" title="To the folder above" aria-disabled={!folder?.parent} onClick={() => folder?.parent && go(folder.parent)}>
          <Icon name="chevron-up" />
        </button>
        <b id={list}>{folder?.name ?? 'Folders'}</b>
        <span class="sp" />
        <span class="muted">{count}</span>
      </div>
      <ul aria-labelledby={list}>
        {folder?.folders.map((one, index) => (
          <li key={one.id}>
            <button type="button" autofocus={index === 0 && autofocus} onClick={() => go(one.id)}>
              <Icon name="folder" small />
              {one.name}
            </button>
          </li>
        ))}
        {children}
        {none !== undefined && <li class="folders-none">{none}</li>}
      </ul>
    </div>
  )
}

function SaveFolder() {
  const [name, setName] = useState(workspaceName.value)
  return <ChooseFolder title="Save into a folder" verb="Save here" name={name} onName={setName} choose={(folder) => saveToFolder(name.trim(), folder)} />
}

function SaveCapsule() {
  const recording = shownRecording()
  const [title, setTitle] = useState(workspaceName.value)
  const [notes, setNotes] = useState(recording?.notes ?? '')
  const { wrong, doing, begin } = useDoing()
  const frames = run.value?.run.frames.length ?? 0
  const submit = () => {
    begin(async () => {
      const saved = await saveCapsule(title.trim(), notes)
      if (saved) showToast(`Saved as ${saved.name}. ${keysGone(saved.keys)}`)
    })
  }
  return (
    <Dialog title="Save as a capsule" close={close} submit={submit} foot={<Foot verb="Save" doing={doing} />}>
      <p class="field-note">
        One file with the code, the programs, {frames > 0 ? `the ${plural(frames, 'frame', 'frames')} of the last run, what was printed` : 'no run as yet'} and
        your notes. Whoever opens it can look at everything; nothing is started by that. Authkeys that stand in the code are taken out.
      </p>
      <label class="field">
        <span>Title</span>
        <input class="input" value={title} maxLength={120} required autofocus onInput={(event) => setTitle(event.currentTarget.value)} spellcheck={false} />
      </label>
      <label class="field">
        <span>Notes</span>
        <textarea value={notes} placeholder="What is to be seen here? Markdown." onInput={(event) => setNotes(event.currentTarget.value)} />
      </label>
      <Wrong words={wrong} />
    </Dialog>
  )
}
