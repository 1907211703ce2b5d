import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[]) => ({
  extends: true as const,
  test: { name, include, environment: 'node' as const },
})

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      project('engine', ['engine/**/*.test.ts']),
      project('app', ['app/**/*.test.ts', 'app/**/*.test.tsx']),
      project('lessons', ['lessons/**/*.test.ts']),
      project('build', ['build/**/*.test.ts']),
      project('trials', ['trials/**/*.test.ts']),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
