import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname + '/..',
    include: ['flora/**/*.spec.ts', 'scripts/**/*.spec.ts'],
    environment: 'node',
  },
});
