import { Search } from 'lucide-react';
import { TextField, type TextFieldProps } from './text-field.tsx';

type Props = Pick<TextFieldProps, 'label' | 'placeholder' | 'maxLength' | 'value' | 'onChange'>;

/** Its label is read aloud only: the glyph says the same. */
export function SearchField(props: Props) {
  return <TextField hideLabel type="search" icon={Search} {...props} />;
}
