/** What a person does with workspaces of their own: make, open, change, put away. */
import { signal } from '@preact/signals'
import type { Blueprint, Program, Recent, Workspace } from '../../contract/host.ts'
import { allTexts, flushEdits, noteOnDisk, onDisk, replaceTexts, textOf } from '../files.ts'
import { changeSettings } from '../keeping.ts'
import { hasHost, theHost } from '../link.ts'
import { changeWorkspace, openWorkspace, showOwnWorkspace } from '../session.ts'
import * as store from '../store.ts'

/** Workspaces of one's own and folders, newest first; null until they are known. */
export const recent = signal<readonly Recent[] | null>(null)

export async function readRecent(): Promise<void> {
  if (!hasHost()) return
  recent.value = (await theHost().recent({})).entries
}

export async function makeWorkspace(blueprint: Blueprint): Promise<void> {
  await flushEdits()
  await showOwnWorkspace(await theHost().newWorkspace(blueprint))
}

/** A name that no workspace of the list has: `Bees`, `Bees 2`. */
export function freeName(wanted: string): string {
  const taken = new Set((recent.peek() ?? []).map((one) => one.name))
  const base = wanted.slice(0, 110)
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base} ${count}`
    if (!taken.has(name)) return name
  }
}

/** Makes a workspace of the files on screen: of a lesson's, a recording's, another's. */
export async function forkWorkspace(): Promise<void> {
  const open = store.workspace.peek()
  if (!open) return
  await flushEdits()
  await readRecent()
  const files = open.files.map(({ name }) => ({ name, text: textOf(name) }))
  const programs = open.programs.filter((program) => files.some((file) => file.name === program.file))
  await makeWorkspace({ name: freeName(store.workspaceName.peek() || 'Workspace'), language: open.language, files, programs })
}

/** @param folder id of one that the page has listed; without it the shell asks */
export async function openFolder(folder?: string): Promise<void> {
  await flushEdits()
  const workspace = await theHost().openFolder(folder === undefined ? {} : { folder })
  if (workspace) await showOwnWorkspace(workspace)
}

/** An interpreter that the search does not find; it is the one that runs Python from now on. @param file id of one that the page has listed */
export async function choosePython(file?: string): Promise<void> {
  const { runtime } = await theHost().choosePython(file === undefined ? {} : { file })
  if (!runtime) return
  changeSettings({ python: runtime.id })
  store.showToast(`${runtime.label} runs Python programs now.`)
}

export async function saveToFolder(name: string, folder?: string): Promise<void> {
  const open = store.workspace.peek()
  if (!open) return
  await flushEdits()
  const made = open.kind === 'recording' ? await theHost().newWorkspace(blueprintOf(open, name)) : undefined
  const workspace = await theHost().saveToFolder({ workspace: made?.id ?? open.id, name, ...(folder === undefined ? {} : { folder }) })
  if (made) await theHost().removeWorkspace({ workspace: made.id })
  if (!workspace) return
  await showOwnWorkspace(workspace)
  store.showToast(`Saved into the folder “${workspace.name ?? name}”. What you change is saved there from now on.`)
}

function blueprintOf({ language, programs }: Workspace, name: string): Blueprint {
  return { name, language, programs: [...programs], files: [...allTexts()].map(([file, text]) => ({ name: file, text })) }
}

export async function renameWorkspace(name: string): Promise<void> {
  const open = store.workspace.peek()
  if (!open || name.trim() === '' || name === open.name) return
  changeWorkspace(await theHost().renameWorkspace({ workspace: open.id, name: name.trim().slice(0, 120) }))
}

/** Takes a workspace out of the list; one of the data folder can be had back. */
export async function removeWorkspace({ id, kind, name }: Pick<Recent, 'id' | 'kind' | 'name'>): Promise<void> {
  await flushEdits()
  await theHost().removeWorkspace({ workspace: id })
  if (store.workspace.peek()?.id === id) store.page.value = 'start'
  await readRecent()
  if (kind === 'folder') return store.showToast(`“${name}” is off the list. The folder is as it was.`)
  store.showToast(`“${name}” was removed.`, () => void theHost().restoreWorkspace({ workspace: id }).then(readRecent))
}

// ---- files and programs ----

/** @returns the open workspace. @throws Error when its files cannot be changed */
function changeable(): Workspace {
  const open = store.workspace.peek()
  if (!open || open.lesson !== null || open.kind === 'recording') {
    throw new Error('The files of a lesson or a recording are as they are. Make a workspace of them to change them.')
  }
  return open
}

export async function addFile(file: string, text = ''): Promise<void> {
  changeWorkspace(await theHost().addFile({ workspace: changeable().id, file, text }))
  store.openSource(file, 1)
}

export async function renameFile(file: string, to: string): Promise<void> {
  if (file === to) return
  await flushEdits()
  const text = textOf(file)
  changeWorkspace(await theHost().renameFile({ workspace: changeable().id, file, to }))
  // A change in the last moment goes to the new name.
  replaceTexts(new Map([[to, text]]))
  store.openSource(to, 1)
}

export async function removeFile(file: string): Promise<void> {
  await flushEdits()
  const { id, programs } = changeable()
  const text = textOf(file)
  changeWorkspace(await theHost().removeFile({ workspace: id, file }))
  store.showToast(`${file} was removed.`, () => {
    void theHost()
      .addFile({ workspace: id, file, text })
      .then(() => theHost().savePrograms({ workspace: id, programs: [...programs] }))
      .then(changeWorkspace, (error: unknown) => void (store.trouble.value = String(error)))
  })
}

export async function savePrograms(programs: readonly Program[]): Promise<void> {
  const { id } = changeable()
  await flushEdits()
  changeWorkspace(await theHost().savePrograms({ workspace: id, programs: [...programs] }))
}

// ---- changed on disk ----

/** The person's choice: what another program wrote. The editor's own undo leads back. */
export async function takeFromDisk(file: string): Promise<void> {
  const { id } = changeable()
  const mine = textOf(file)
  const theirs = onDisk.peek().get(file)
  const workspace = await theHost().takeFromDisk({ workspace: id, file })
  const now = workspace.files.find((one) => one.name === file)
  noteOnDisk(file, undefined)
  if (now) replaceTexts(new Map([[file, now.text]]))
  changeWorkspace(workspace)
  const words = theirs === null ? `${file} is gone here too.` : `${file} is as on disk.`
  store.showToast(words, () => void (now ? replaceTexts(new Map([[file, mine]])) : addFile(file, mine)))
}

/** The person's choice: what is on screen, over what another program wrote. */
export async function keepMine(file: string): Promise<void> {
  const { id } = changeable()
  const theirs = onDisk.peek().get(file)
  await theHost().saveFile({ workspace: id, file, text: textOf(file), over: true })
  noteOnDisk(file, undefined)
  store.showToast(`${file} is saved as it is here.`, typeof theirs === 'string' ? () => replaceTexts(new Map([[file, theirs]])) : undefined)
}

/** Follows what the host says of files that other programs change. @returns a function that ends it */
export function followDisk(): () => void {
  return theHost().onEvent('fileOnDisk', ({ workspace, file, text }) => {
    const open = store.workspace.peek()
    if (open?.id !== workspace) return
    if (open.files.some((one) => one.name === file)) {
      noteOnDisk(file, text === textOf(file) ? undefined : text)
      return
    }
    // A new file takes nothing away: it is shown.
    if (text !== null) void openAgain(workspace)
  })
}

async function openAgain(id: string): Promise<void> {
  await flushEdits()
  changeWorkspace(await theHost().openWorkspace({ workspace: id }))
}

export { openWorkspace }
