import { useQueryClient } from '@tanstack/react-query';
import { type CollectionName, DOCUMENT_LIMITS } from '@tutti/protocol';
import { useState } from 'react';
import { KNOWLEDGE } from '../../client/knowledge-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { sendFile } from './send-file.ts';

export interface UploadState {
  readonly name: string;
  /** In hundredths. */
  readonly percent: number;
  readonly problem?: string;
}

/** Files on their way, one after the other; those that were not taken stay until the next ones are chosen. */
export function useUploads(collection: CollectionName) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<readonly UploadState[]>([]);
  const change = (name: string, changes: Partial<UploadState>) =>
    setUploads((all) => all.map((each) => (each.name === name ? { ...each, ...changes } : each)));
  const sendOne = async (file: File) => {
    const { name, size } = file;
    if (size > DOCUMENT_LIMITS.bytes || size === 0) {
      change(name, { problem: text.notSent(name, size === 0 ? text.empty : text.tooLarge) });
      return;
    }
    try {
      await sendFile(client, { collection, file, onProgress: (percent) => change(name, { percent }) });
      setUploads((all) => all.filter((each) => each.name !== name));
    } catch (error) {
      change(name, { problem: text.notSent(name, toRefusal(error).detail) });
    }
    await queries.invalidateQueries({ queryKey: KNOWLEDGE });
  };
  const send = async (files: readonly File[]) => {
    setUploads(files.map(({ name }) => ({ name, percent: 0 })));
    for (const file of files) await sendOne(file);
  };
  return { uploads, send };
}
