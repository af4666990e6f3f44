import type { OperationExample } from '../../../http/vendor-kit/examples.ts'
import { pathTo } from '../../../http/vendor-kit/paths.ts'
import { BASE_PATH } from '../paths.ts'
import { backgrounds } from './files.ts'
import { filesPath, levels, settingsPath } from './levels.ts'

/** What each level's examples act on. */
const IDS = { account: 'me', group: 'group-1', user: 'me' } as const

/** Every operation on virtual backgrounds once, in an order that works. */
export const backgroundExamples: readonly OperationExample[] = levels.flatMap(
  (level): readonly OperationExample[] => {
    const { name, title, operation } = level
    const at = (path: string) => BASE_PATH + pathTo(path, { id: IDS[name] })
    return [
      {
        operation: `upload${operation}`,
        method: 'POST',
        path: at(filesPath(level)),
        body: { form: [{ name: backgrounds.part, file: 'photo.jpg', type: 'image/jpeg' }] },
        status: 201,
        capture: { [`${name}FileId`]: ['id'] },
      },
      {
        operation: `update${title}Settings`,
        method: 'PATCH',
        path: at(settingsPath(level)),
        body: { json: { in_meeting: { virtual_background: true } } },
        status: 204,
      },
      { operation: `get${title}Settings`, method: 'GET', path: at(settingsPath(level)), status: 200 },
      {
        operation: `delete${operation}`,
        method: 'DELETE',
        path: `${at(filesPath(level))}?file_ids={{${name}FileId}}`,
        status: 204,
      },
    ]
  },
)
