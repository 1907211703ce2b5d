/** Looks for mistakes in Python files with the interpreter that is to run them, without running them. */
import { execFile } from 'node:child_process'
import * as v from 'valibot'
import type { Problem } from '../contract/host.ts'
import type { Sources } from './lesson-files.ts'
import type { FoundRuntime } from './runtimes.ts'

/** Reads `[[name, text], …]`, writes `[[name, line, column, message], …]`. */
const CHECK = `
import json, sys
problems = []
for name, text in json.loads(sys.stdin.buffer.read().decode("utf-8")):
    try:
        compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        problems.append([name, error.lineno or 1, error.offset or 1, error.msg])
    except ValueError as error:
        problems.append([name, 1, 1, str(error)])
print(json.dumps(problems))
`
const AnswerSchema = v.array(v.tuple([v.string(), v.number(), v.number(), v.string()]))

/** How long the check may take, in milliseconds. */
const LIMIT = 10_000

/** @throws Error when the interpreter cannot be started or does not answer */
export async function checkPython(runtime: FoundRuntime, sources: Sources): Promise<Problem[]> {
  const answer = await new Promise<string>((resolve, reject) => {
    const options = { timeout: LIMIT, killSignal: 'SIGKILL', windowsHide: true } as const
    const child = execFile(runtime.command, ['-I', '-W', 'ignore', '-c', CHECK], options, (error, stdout) => {
      if (error) reject(new Error(`${runtime.label} could not be started: ${error.message}`))
      else resolve(stdout)
    })
    child.stdin?.on('error', () => {}) // The callback says more.
    child.stdin?.end(JSON.stringify([...sources]))
  })
  return v.parse(AnswerSchema, JSON.parse(answer)).map(([file, line, column, message]) => ({ file, line, column: Math.max(1, column), message }))
}
