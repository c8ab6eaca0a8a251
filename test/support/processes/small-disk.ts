/**
 * A folder whose disk can be filled: a small tmpfs. Mounted as root, or in a mount namespace of its own where the kernel
 * lets an ordinary user have one (the folder is then reached through that process).
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  drain(): void;
  remove(): void;
}

export async function smallDisk(): Promise<SmallDisk> {
  const mountPoint = mkdtempSync(join(tmpdir(), 'latchkey-disk-'));
  const mounted = process.getuid?.() === 0 ? mountHere(mountPoint) : await mountInNamespace(mountPoint);
  const filler = join(mounted.folder, 'filler');
  return {
    folder: mounted.folder,
    fill() {
      const file = openSync(filler, 'w');
      try {
        for (;;) writeSync(file, Buffer.alloc(4_096));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    drain: () => unlinkSync(filler),
    remove() {
      mounted.unmount();
      rmSync(mountPoint, { recursive: true, force: true });
    },
  };
}

const MOUNT = ['-t', 'tmpfs', '-o', 'size=400k,mode=0700', 'tmpfs'];

function mountHere(mountPoint: string) {
  execFileSync('mount', [...MOUNT, mountPoint]);
  return { folder: mountPoint, unmount: () => void execFileSync('umount', ['--lazy', mountPoint]) };
}

async function mountInNamespace(mountPoint: string) {
  const script = 'mount "$@" && echo ready && exec sleep infinity';
  const holder = spawn('unshare', [
    '--user',
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    ...MOUNT,
    mountPoint,
  ]);
  await once(holder.stdout, 'data');
  return { folder: `/proc/${holder.pid}/root${mountPoint}`, unmount: () => void holder.kill('SIGKILL') };
}
