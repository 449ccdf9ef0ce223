// Preloaded into a program: while `<folder>.full` exists, there is no space in the folder.
import { existsSync } from 'node:fs';
import { fillDisk } from './full-disk.ts';

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '';

fillDisk((path) => path.startsWith(`${folder}/`) && existsSync(`${folder}.full`));
