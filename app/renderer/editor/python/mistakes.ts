/**
 * What Python would refuse to compile, while it is written: the interpreter that would run the files is asked, a moment
 * after the last key. It compiles and runs nothing.
 */
import { effect } from '@preact/signals'
import { textOf } from '../../files.ts'
import { theHost } from '../../link.ts'
import { problems, settings, workspace } from '../../store.ts'
import { modelOf, setProblems } from '../models.ts'
import { monaco } from '../monaco.ts'

const OWNER = 'python'
/** Longer than for TypeScript: a process is started for it. */
const AFTER_MS = 600

/** Looks after every edit, and when another workspace is opened or another Python chosen. @returns a function that ends it */
export function findMistakes(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let asking = false
  const soon = (): void => {
    turn++
    clearTimeout(timer)
    if (workspace.peek()?.language === 'python') timer = setTimeout(() => void ask(), AFTER_MS)
  }
  const ask = async (): Promise<void> => {
    const open = workspace.peek()
    // One interpreter at a time: the answer asks again if something has changed meanwhile.
    if (asking || open?.language !== 'python') return
    const mine = turn
    asking = true
    try {
      const files = open.files.filter(({ name }) => name.endsWith('.py')).map(({ name }) => ({ name, text: textOf(name) }))
      const { problems: found } = await theHost().findMistakes({ runtime: null, files })
      if (mine !== turn) return
      for (const { name } of files) {
        const model = modelOf(name)
        if (model) setProblems(model, OWNER, found.filter(({ file }) => file === name))
        // What the last attempt to run it said is about another text, or the same again.
        if (model) setProblems(model, 'run', [])
      }
    } catch {
      // Without a Python nothing is known; running it says so in words.
    } finally {
      asking = false
      if (mine !== turn) soon()
    }
  }
  const created = monaco.editor.onDidCreateModel((model) => model.onDidChangeContent(soon))
  for (const model of monaco.editor.getModels()) model.onDidChangeContent(soon)
  const end = effect(() => {
    void [workspace.value?.id, settings.value.python, problems.value]
    soon()
  })
  return () => {
    clearTimeout(timer)
    created.dispose()
    end()
  }
}
