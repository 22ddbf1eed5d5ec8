import { useEffect, useState } from 'preact/hooks';
import { useWidget } from './context';

/** The bytes of a file that is on its way. */
export function useBytes(blobKey: string | undefined): File | undefined {
  const { chat } = useWidget();
  const [file, setFile] = useState<File>();
  useEffect(() => {
    let isWanted = true;
    setFile(undefined);
    if (blobKey !== undefined) void chat.bytesOf(blobKey).then((bytes) => isWanted && setFile(bytes));
    return () => void (isWanted = false);
  }, [blobKey, chat]);
  return file;
}

/** An address for a file of the visitor's own, for as long as it is shown. */
export function usePreview(file: File | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (file === undefined) {
      setUrl(null);
      return;
    }
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
