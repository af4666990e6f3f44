import { ruled } from '../../core/evidence.ts'
import { levels } from './backgrounds/levels.ts'
import { sources } from './sources.ts'

/** The scopes of an operation, of which any one is enough. Only the granular ones are named when all are missing. */
export interface ScopeRule {
  readonly granular: readonly string[]
  readonly classic: readonly string[]
}

/** The ends of granular scopes: a user's own, an admin's, a master account's. */
const ADMIN = [':admin', ':master']
const ANYONE = ['', ...ADMIN]

/** The scopes of each operation. For PATCH and for a user's profile they follow the pattern of the others. */
export const scopeRules = ruled<{ readonly [operation: string]: ScopeRule }>(
  Object.fromEntries(
    levels.flatMap(({ name, title, operation }) => {
      const ends = name === 'user' ? ANYONE : ADMIN
      const classic = (verb: 'read' | 'write') => [
        ...(name === 'user' ? [`user:${verb}`] : []),
        `${name}:${verb}:admin`,
        `${name}:master`,
      ]
      const granular = (scope: string) => ends.map(end => `${name}:${scope}${end}`)
      const rules: { readonly [operation: string]: ScopeRule } = {
        [`upload${operation}`]: {
          granular: granular('write:virtual_background_files'),
          classic: classic('write'),
        },
        [`delete${operation}`]: {
          granular: granular('delete:virtual_background_files'),
          classic: classic('write'),
        },
        [`get${title}Settings`]: { granular: granular('read:settings'), classic: classic('read') },
        [`update${title}Settings`]: { granular: granular('update:settings'), classic: classic('write') },
        ...(name === 'user' && { getUser: { granular: granular('read:user'), classic: classic('read') } }),
      }
      return Object.entries(rules)
    }),
  ),
  'documented',
  sources.scopes,
)
