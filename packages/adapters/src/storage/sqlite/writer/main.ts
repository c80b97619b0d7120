/** The thread that owns the write connection: it commits what has gathered, answers, and looks for more. */
import { serveThread } from '../thread-server.ts';
import { StoreWriter, type WriterOptions } from './store-writer.ts';
import type { WriteOp } from './write-op.ts';

serveThread<WriteOp, WriterOptions>((options, post) => {
  const writer = new StoreWriter(options);
  return {
    answer(ops, now) {
      post(writer.write(ops, now));
      const failure = writer.rest();
      if (failure) post(failure);
    },
    close: () => writer.close(),
  };
});
