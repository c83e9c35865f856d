"""The stages that a language model goes through in place of a classifier's."""
