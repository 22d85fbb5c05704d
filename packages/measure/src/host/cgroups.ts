import { dirname, join } from 'node:path';
import { readText } from './readText.js';

/** A control group that a process is in, or one around it. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** Reads a file of the group; undefined where there is none. */
  read(file: string): string | undefined;
}

/**
 * The groups of a process for one controller, such as 'cpu' or 'memory', from the innermost outwards. Version 2 has one
 * tree for all controllers, version 1 a mount for each, under its own name or under that of several together; both may
 * be there at once. Inside of a container the path may be the host's, which is not mounted: such a group reads as
 * nothing, and the root of the mount is the container's own.
 */
export function controlGroups(pid: number, controller: string, root = '/'): ControlGroup[] {
  const membership = readText(join(root, 'proc', String(pid), 'cgroup')) ?? '';
  return membership.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '') return groupsUpwards(path, 2, [join(root, 'sys/fs/cgroup')]);
    if (!controllers.split(',').includes(controller)) return [];
    const mounts = [...new Set([controllers, controller])];
    return groupsUpwards(
      path,
      1,
      mounts.map((mount) => join(root, 'sys/fs/cgroup', mount)),
    );
  });
}

function groupsUpwards(path: string, version: 1 | 2, mounts: readonly string[]): ControlGroup[] {
  const groups: ControlGroup[] = [];
  for (let group = path; ; group = dirname(group)) {
    for (const mount of mounts) {
      groups.push({ version, read: (file) => readText(join(mount, group, file)) });
    }
    if (group === '/') return groups;
  }
}
