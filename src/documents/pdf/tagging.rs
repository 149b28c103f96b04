//! Accessible PDF documents: every mark has a place in the reading order or is decoration, pictures have text
//! alternatives, and bookmarks lead to the parts. Documents conform to PDF/UA-1, which krilla checks.

use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, TagTree};
use krilla::{Document, SerializeSettings};

use super::canvas::Canvas;
use super::typefaces::{Typefaces, typefaces};
use crate::documents::DocumentError;
use crate::domain::Language;

/// A document that is being written.
pub(in crate::documents) struct TaggedDocument {
    document: Document,
    typefaces: &'static Typefaces,
    /// The content in reading order.
    tree: TagTree,
    outline: Outline,
    pages: usize,
}

impl TaggedDocument {
    /// Adds a page of this size in points. `draw` gets the page's number, counted from 0.
    pub(in crate::documents) fn page<Drawn>(
        &mut self,
        (width, height): (f32, f32),
        draw: impl FnOnce(&mut Canvas<'_>, usize) -> Drawn,
    ) -> Drawn {
        let settings = PageSettings::from_wh(width, height).unwrap_or_default();
        let mut page = self.document.start_page_with(settings);
        let number = self.pages;
        self.pages += 1;
        draw(&mut Canvas::new(page.surface(), self.typefaces), number)
    }

    /// Adds a node to the end of the reading order.
    pub(in crate::documents) fn read(&mut self, node: impl Into<Node>) {
        self.tree.push(node);
    }

    /// Adds a bookmark that leads to a place on a page.
    pub(in crate::documents) fn bookmark(&mut self, text: &str, page: usize, top: f32) {
        let place = XyzDestination::new(page, Point::from_xy(0.0, top));
        self.outline.push_child(OutlineNode::new(text.to_owned(), place));
    }

    fn finish(self, title: &str, language: Language) -> Result<Vec<u8>, KrillaError> {
        let Self { mut document, tree, outline, .. } = self;
        let tag = language.tag().to_owned();
        let metadata =
            Metadata::new().title(title.to_owned()).language(tag.clone()).creator("hailong".to_owned());
        document.set_metadata(metadata);
        document.set_tag_tree(tree.with_lang(Some(tag)));
        document.set_outline(outline);
        document.finish()
    }
}

/// Writes the document that `draw` draws. Equal drawings give equal bytes.
///
/// PDF/UA-1 forbids letters that no bundled font has, and unit names or survey texts may contain such
/// letters. A document with an empty box for a letter is better than no document, so it is then written
/// without the PDF/UA-1 mark.
///
/// # Errors
///
/// Fails if a bundled font cannot be read or the PDF cannot be written.
pub(in crate::documents) fn write_tagged(
    title: &str,
    language: Language,
    mut draw: impl FnMut(&mut TaggedDocument),
) -> Result<Vec<u8>, DocumentError> {
    let typefaces = typefaces().ok_or(DocumentError::Font)?;
    let mut write = |configuration| {
        let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
        let mut document = TaggedDocument {
            document: Document::new_with(settings),
            typefaces,
            tree: TagTree::new(),
            outline: Outline::new(),
            pages: 0,
        };
        draw(&mut document);
        document.finish(title, language)
    };
    let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let written = match write(accessible.unwrap_or_default()) {
        Err(KrillaError::Validation(errors)) => {
            tracing::warn!(?errors, "a PDF document does not conform to PDF/UA-1");
            write(Configuration::default())
        }
        written => written,
    };
    written.map_err(|error| DocumentError::Pdf(error.to_string()))
}

/// The tag of lines, backgrounds and other decoration.
pub(in crate::documents) const DECORATION: ContentTag<'static> = artifact(ArtifactType::Layout);

/// The tag of repeated page elements outside the reading order.
pub(in crate::documents) const fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact { kind, bbox: None })
}
