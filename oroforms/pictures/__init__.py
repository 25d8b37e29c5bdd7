"""Pictures of pages: taken out of files, their codes and marks found, laid on the layout."""
